import type { Parsed } from '../problems.ts';
import { parseYaml } from '../yaml-document.ts';
import type { Platform } from './platform.ts';
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
  const { platform, policy: _policy, projects, ...rest } = input;
  const measured = input.prometheus?.url !== undefined;
  const later = { opsDomain: input.opsDomain, platform };
  return {
    ...rest,
    policy,
    projects: projects.map((project) => ({
      ...project,
      policy: mergePolicy(policy, project.policy),
    })),
    notInEffect: [
      ...Object.entries(later).flatMap(([key, value]) => (value === undefined ? [] : [key])),
      ...policyNotInEffect('policy', input.policy, { measured }),
      ...projects.flatMap(({ id, policy }) =>
        policyNotInEffect(`projects.${id}.policy`, policy, { measured }),
      ),
    ],
  };
}
