import type { EnvironmentRecord } from '../environment/record.ts';
import { renderEnvironment } from '../environment/render.ts';
import type { Platform } from '../platform/platform.ts';
import { compareEnvironment, type Change } from './compare.ts';
import { lineChanges, pathText, printable, valuePair, valueText } from './value-text.ts';

/**
 * What an environment's next version changes besides its images and its commit: a line each, such as
 * `Deployment app: spec.replicas: 1 → 2`. Empty where it changes nothing else, or cannot be rendered.
 */
export function configChanges(
  before: EnvironmentRecord,
  after: EnvironmentRecord,
  platform: Platform,
): string[] {
  try {
    const { files } = renderEnvironment(before, platform);
    const manifests = files.filter(({ path }) => path.startsWith('manifests/'));
    const compared = compareEnvironment({ record: after, text: '', manifests }, platform, () => []);
    if (compared.kind === 'failed') return [];
    return compared.changes
      .filter(({ subject }) => subject.type === 'object')
      .filter((change) => !isOfTheCommit(change, before, after))
      .flatMap(linesOf);
  } catch {
    return [];
  }
}

/** Only that one commit, and its images, take the place of the other. */
function isOfTheCommit(change: Change, before: EnvironmentRecord, after: EnvironmentRecord) {
  const pairs = [
    [before.source.sha, after.source.sha],
    [before.source.sha.slice(0, 7), after.source.sha.slice(0, 7)],
    ...Object.entries(before.images).map(([name, image]) => [image, after.images[name] ?? image]),
  ] as const;
  const text = (value: unknown) => JSON.stringify(value) ?? '';
  const moved = pairs.reduce(
    (old, [from, to]) => old.replaceAll(from ?? '', to ?? ''),
    text(change.before),
  );
  return change.before !== undefined && moved === text(change.after);
}

function linesOf({ subject, kind, path, before, after }: Change): string[] {
  const what = subject.type === 'object' ? `${subject.kind} ${subject.name}` : subject.type;
  if (path.length === 0) return [`${what}: ${kind === 'added' ? 'comes' : 'goes'}`];
  const where = `${what}: ${pathText(path)}`;
  const lines = lineChanges(before, after);
  if (lines) return [where, ...lines].map(printable);
  if (before === undefined) return [printable(`${where}: ${valueText(after)}, new`)];
  if (after === undefined) return [printable(`${where}: ${valueText(before)}, gone`)];
  const [from, to] = valuePair(before, after);
  return [printable(`${where}: ${from} → ${to}`)];
}
