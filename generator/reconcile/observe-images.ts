import type { EnvironmentConfig } from '../../apps/environment/config.ts';
import { imagesOf } from '../../apps/environment/images.ts';
import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import { servicesOf } from '../../apps/environment/services.ts';
import type { Project } from '../../apps/platform/config.ts';
import { isPinned, pinned } from '../registry/reference.ts';
import type { Registry } from '../registry/registry.ts';
import { notAsked, type ImagesFact } from './observation.ts';

/**
 * What the images of one commit are at this moment. A registry is asked only for what the record does not have
 * pinned already; the first image that is not there is the answer.
 */
export async function observeImages(
  head: {
    readonly project: Project;
    readonly number: string;
    readonly sha: string;
    readonly config: EnvironmentConfig;
  },
  record: EnvironmentRecord | undefined,
  registry: Registry,
): Promise<ImagesFact> {
  const { project, number, sha, config } = head;
  if (project.policy.images === 'tag') return notAsked;
  const wanted = Object.entries(imagesOf(servicesOf(config), project, { sha, number }));
  const known = record?.source.sha === sha ? record.images : {};
  const digests = new Map<string, ReturnType<Registry['digest']>>();
  const images: Record<string, string> = {};
  for (const [service, image] of wanted) {
    const before = known[service];
    if (before !== undefined && isPinned(before, image)) {
      images[service] = before;
      continue;
    }
    const asked = digests.get(image) ?? registry.digest(image);
    digests.set(image, asked);
    const fact = await asked;
    if (fact.kind !== 'found') return { ...fact, image };
    images[service] = pinned(image, fact.digest);
  }
  return { kind: 'found', images };
}
