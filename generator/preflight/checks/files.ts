import type { Platform } from '../../../apps/platform/config.ts';
import { renderPlatform } from '../../../apps/platform/render.ts';
import { formatProblem, type Parsed } from '../../../apps/problems.ts';
import { findingsOf, listed, type Finding } from '../finding.ts';

/** `platform.yaml` can be read, and all of it has an effect. */
export function checkPlatformFile(parsed: Parsed<Platform>): Finding[] {
  const found = findingsOf('platform.yaml');
  if (!parsed.ok) {
    return parsed.problems.map((problem) => found.fail(formatProblem(problem), 'Correct it.'));
  }
  const { projects, notInEffect, components } = parsed.value;
  return [
    found.ok(`is valid, with ${projects.length} project(s)`),
    ...notInEffect.map((key) =>
      found.warn(`${key} has no effect in this release`, 'Remove it, or wait for a later release.'),
    ),
    ...(components === undefined
      ? [
          found.warn(
            'it has no section "platform": certificates, monitoring and the generator are yours to run',
            'Add platform and opsDomain, unless you want it so.',
          ),
        ]
      : []),
  ];
}

/** `platform/` is what this release renders. `read`: a file of the checkout; `undefined`: there is none. */
export async function checkRendered(
  platform: Platform,
  read: (path: string) => Promise<string | undefined>,
): Promise<Finding> {
  const found = findingsOf('rendered');
  const stale: string[] = [];
  const files = renderPlatform(platform);
  for (const { path, content } of files) {
    if ((await read(path)) !== content) stale.push(path);
  }
  if (stale.length === 0) return found.ok(`platform/ is up to date (${files.length} files)`);
  const some = stale.slice(0, 3);
  const more = stale.length - some.length;
  return found.fail(
    `not as platform.yaml and this release say: ${listed([...some, ...(more > 0 ? [`${more} more`] : [])])}`,
    'Run npm run synth -- --gitops DIR, commit and push.',
  );
}
