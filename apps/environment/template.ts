import { createHash } from 'node:crypto';
import { findProject, type Platform } from '../platform/platform.ts';

/**
 * What a project's manifests are rendered by: the release, and a mark of what `platform.yaml` says in them.
 *
 * Of another one than its record names, what runs is rendered anew.
 */
export function templateOf(release: string, platform: Platform, projectId: string): string {
  const { domain, network } = platform;
  const { access } = findProject(platform, projectId)?.policy ?? {};
  const said = [domain, network.podCidr, network.serviceCidr, network.nodes, access];
  const mark = createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 8);
  return `${release}+${mark}`;
}
