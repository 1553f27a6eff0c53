import type { Parsed } from '../problems.ts';
import { parseYaml } from '../yaml-document.ts';
import { addressesOf, componentSettings, type ComponentSettings } from './components/settings.ts';
import type { Platform } from './platform.ts';
import { capacityOf } from './profiles.ts';
import { defaultPolicy, mergePolicy, policyNotInEffect } from './policy.ts';
import { platformSchema, type PlatformInput } from './schema.ts';

export { refusedChanges } from './changes.ts';
export { findProject, imageFor, type Platform, type Project } from './platform.ts';
export type { Policy } from './policy.ts';

const MAX_BYTES = 1024 * 1024;

/** Reads `platform.yaml`; reports every problem at once, each with its line. */
export function parsePlatform(text: string): Parsed<Platform> {
  const parsed = parseYaml(text, platformSchema, { maxBytes: MAX_BYTES, name: 'platform.yaml' });
  return parsed.ok ? { ok: true, value: resolve(parsed.value) } : parsed;
}

function resolve(input: PlatformInput): Platform {
  const policy = mergePolicy(defaultPolicy, input.policy);
  const { platform, policy: _policy, projects, opsDomain, capacity, ...rest } = input;
  const components = platform && opsDomain ? componentSettings(platform, opsDomain) : undefined;
  const reached = components && reachedAt(input, components);
  const measured = (reached ?? rest).prometheus?.url !== undefined;
  return {
    ...rest,
    ...reached,
    capacity: { ...capacityOf(platform?.profile), ...capacity },
    ...(components && { components }),
    policy,
    projects: projects.map((project) => ({
      ...project,
      policy: mergePolicy(policy, project.policy),
    })),
    notInEffect: [
      ...(opsDomain !== undefined && !components ? ['opsDomain (it needs platform)'] : []),
      ...policyNotInEffect('policy', input.policy, { measured }),
      ...projects.flatMap(({ id, policy }) =>
        policyNotInEffect(`projects.${id}.policy`, policy, { measured }),
      ),
    ],
  };
}

/** What the file says wins over where the components are by themselves. */
function reachedAt(input: PlatformInput, components: ComponentSettings) {
  const { argocd, probe, prometheus } = addressesOf(components, input.argocd.namespace);
  const measuredAt = input.prometheus?.url ?? prometheus;
  return {
    argocd: { ...argocd, ...input.argocd },
    probe: { connect: input.probe?.connect ?? probe },
    ...(measuredAt !== undefined && { prometheus: { url: measuredAt } }),
  };
}
