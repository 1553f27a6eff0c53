import { parse } from 'yaml';
import { formatViolation, type Check } from '../environment/check/check.ts';
import type { EnvironmentRecord } from '../environment/record.ts';
import { renderEnvironment, type RenderedFile } from '../environment/render.ts';
import type { Platform } from '../platform/platform.ts';
import { effectOfAdding, effectOfChange, effectOfRemoving, type Effect } from './effect.ts';
import { compareFields, type FieldChange } from './fields.ts';
import { readObjects, type ManifestObject, type ObjectName } from './objects.ts';

/** What changes: an object, the record, or the text of a file alone. */
export type Subject =
  | ({ readonly type: 'object' } & ObjectName)
  | { readonly type: 'record' }
  | { readonly type: 'file'; readonly path: string };

/** Without a path: the subject as a whole comes, goes or is written in another way. */
export type Change = { readonly effect: Effect; readonly subject: Subject } & FieldChange;

export type Compared =
  | { readonly kind: 'compared'; readonly changes: readonly Change[] }
  | { readonly kind: 'failed'; readonly problems: readonly string[] };

/** `text` of the record, and every file in `manifests/`; paths are relative to the environment's directory. */
export type Committed = {
  readonly record: EnvironmentRecord;
  readonly text: string;
  readonly manifests: readonly RenderedFile[];
};

/** What the template as it is now would change of one environment as it was committed. Pure. */
export function compareEnvironment(
  committed: Committed,
  platform: Platform,
  check: Check,
): Compared {
  const rendered = render(committed.record, platform, check);
  if ('problems' in rendered) return { kind: 'failed', problems: rendered.problems };
  const differing = differingFiles(committed.manifests.filter(isManifest), rendered.manifests);
  const before = readObjects(differing.before);
  const after = readObjects(differing.after);
  const problems = [
    ...before.problems,
    ...after.problems.map((problem) => `the template renders ${problem}`),
  ];
  if (problems.length > 0) return { kind: 'failed', problems };
  const changes = compareObjects(before.objects, after.objects);
  const text = [...new Set([...differing.before, ...differing.after].map(({ path }) => path))];
  return {
    kind: 'compared',
    changes: [
      ...(changes.length > 0 ? changes : text.map(ofText)),
      ...compareFields(parse(committed.text), parse(rendered.record)).map(ofRecord),
    ],
  };
}

function ofText(path: string): Change {
  return { effect: 'files', subject: { type: 'file', path }, path: [], kind: 'changed' };
}

function ofRecord(change: FieldChange): Change {
  return { effect: 'record', subject: { type: 'record' }, ...change };
}

function render(
  record: EnvironmentRecord,
  platform: Platform,
  check: Check,
):
  | { readonly record: string; readonly manifests: readonly RenderedFile[] }
  | { readonly problems: readonly string[] } {
  try {
    const { files, objects } = renderEnvironment(record, platform);
    const violations = check(objects, { record, platform });
    if (violations.length > 0) {
      const problems = violations.map(
        (one) => `the template renders what must not be committed: ${formatViolation(one)}`,
      );
      return { problems };
    }
    return {
      record: files.find(({ path }) => path === 'environment.yaml')?.content ?? '',
      manifests: files.filter(isManifest),
    };
  } catch (error) {
    return { problems: [`the template refuses it: ${(error as Error).message}`] };
  }
}

function isManifest({ path }: RenderedFile): boolean {
  return /^manifests\/.*\.(ya?ml|json)$/.test(path);
}

/** What is the same byte for byte needs no look. */
function differingFiles(before: readonly RenderedFile[], after: readonly RenderedFile[]) {
  const without = (files: readonly RenderedFile[], others: readonly RenderedFile[]) => {
    const texts = new Map(others.map(({ path, content }) => [path, content]));
    return files.filter(({ path, content }) => texts.get(path) !== content);
  };
  return { before: without(before, after), after: without(after, before) };
}

function compareObjects(
  before: ReadonlyMap<string, ManifestObject>,
  after: ReadonlyMap<string, ManifestObject>,
): Change[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key): Change[] => {
    const [old, now] = [before.get(key), after.get(key)];
    const whole = (object: ManifestObject) => ({ subject: subjectOf(object), path: [] });
    if (!old) return now ? [{ ...whole(now), effect: effectOfAdding(now), kind: 'added' }] : [];
    if (!now) return [{ ...whole(old), effect: effectOfRemoving(old), kind: 'removed' }];
    return compareFields(old.fields, now.fields).map((change) => ({
      subject: subjectOf(old),
      effect: effectOfChange(old, change),
      ...change,
    }));
  });
}

function subjectOf({ name }: ManifestObject): Subject {
  return { type: 'object', ...name };
}
