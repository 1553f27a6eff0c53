import type { EnvironmentRecord } from '../environment/record.ts';
import type { Change } from './compare.ts';

/** What stands for an environment's own id and commit, so that the same change is the same in all. */
export function withPlaceholders(change: Change, { id, source }: EnvironmentRecord): Change {
  const text = (value: string) =>
    value
      .replaceAll(source.sha, '{sha}')
      .replace(new RegExp(`(?<![0-9a-f])${source.sha.slice(0, 7)}(?![0-9a-f])`, 'g'), '{sha7}')
      .replace(new RegExp(`(?<![a-z0-9-])${id}(?![0-9])`, 'g'), '{id}');
  const deep = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(deep);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [text(key), deep(one)]));
  };
  const { subject } = change;
  return {
    ...change,
    ...(subject.type === 'object' && { subject: { ...subject, name: text(subject.name) } }),
    path: change.path.map(text),
    ...(change.before !== undefined && { before: deep(change.before) }),
    ...(change.after !== undefined && { after: deep(change.after) }),
  };
}
