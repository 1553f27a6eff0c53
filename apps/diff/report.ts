import type { Subject } from './compare.ts';
import type { Diff } from './diff.ts';
import { EFFECTS, type Effect } from './effect.ts';
import { isMapping } from './fields.ts';
import { breadth, type Group, type Variant } from './groups.ts';
import { lineChanges, pathText, printable, valuePair, valueText } from './value-text.ts';

const MOST_NAMES = 5;
const MOST_VARIANTS = 3;

/** For a terminal; sequences that set its colours. */
const COLOURS: Readonly<Record<'grave' | 'pods' | 'calm' | 'end', string>> = {
  grave: '\u001b[1;31m',
  pods: '\u001b[1;33m',
  calm: '\u001b[1m',
  end: '\u001b[0m',
};

/** What a person reads: the groups by what they mean, what could not be compared, the sum. */
export function formatReport(diff: Diff, { colour }: { readonly colour: boolean }): string {
  const effects = [...new Set(diff.groups.map(({ effect }) => effect))];
  const sections = effects.map((effect) => [
    heading(EFFECTS[effect], colour ? colourOf(effect) : undefined),
    ...diff.groups.filter((group) => group.effect === effect).flatMap(groupLines),
  ]);
  const failed = { title: 'NOT COMPARED', meaning: 'nobody knows what changes there.' };
  const problems = diff.failed.flatMap(({ name, problems }) =>
    problems.map((problem) => `  ${printable(name)}: ${printable(problem)}`),
  );
  if (problems.length > 0) {
    sections.push([heading(failed, colour ? COLOURS.grave : undefined), ...problems]);
  }
  return [...sections, [sumLine(diff)]].map((lines) => `${lines.join('\n')}\n`).join('\n');
}

/** `4 environments: 3 would change, 1 would not; pods restart in 2.` */
export function sumLine({ environments, changed, groups, failed }: Diff): string {
  const within = (effect: Effect) => {
    const names = groups
      .filter((group) => group.effect === effect)
      .flatMap(({ variants }) => variants.flatMap((variant) => variant.environments));
    return new Set(names).size;
  };
  const grave = (['refused', 'data', 'pods'] as const)
    .map((effect) => ({ effect, count: within(effect) }))
    .filter(({ count }) => count > 0)
    .map(({ effect, count }) => `${IN_SUM[effect]} in ${count}`);
  const changes =
    changed.length === 0
      ? 'nothing would change'
      : `${changed.length} would change, ${environments - changed.length} would not`;
  const missing = failed.length > 0 ? [`${failed.length} not compared`] : [];
  return `${[`${count(environments)}: ${changes}`, ...grave, ...missing].join('; ')}.`;
}

const IN_SUM = {
  refused: 'REFUSED BY KUBERNETES',
  data: 'DATA LOST',
  pods: 'pods restart',
} as const;

function heading(
  { title, meaning }: { readonly title: string; readonly meaning: string },
  colour: string | undefined,
): string {
  return colour === undefined
    ? `${title}: ${meaning}`
    : `${colour}${title}${COLOURS.end}: ${meaning}`;
}

function colourOf(effect: Effect): string {
  if (effect === 'refused' || effect === 'data') return COLOURS.grave;
  return effect === 'pods' ? COLOURS.pods : COLOURS.calm;
}

function groupLines(group: Group): string[] {
  const { subject, path, variants } = group;
  const place =
    path.length > 0 ? `${subjectText(subject)}: ${pathText(path)}` : subjectText(subject);
  const start = printable(`  ${count(breadth(group))}: ${place}`);
  const [only, ...others] = variants;
  if (only && others.length === 0) return variantLines(group, only, start, '      ');
  const more = variants.length - MOST_VARIANTS;
  return [
    start,
    ...variants
      .slice(0, MOST_VARIANTS)
      .flatMap((variant) => variantLines(group, variant, '     ', '        ')),
    ...(more > 0 ? [`      … ${more} more values; --format json has them all`] : []),
  ];
}

/** The last of `lines` goes on with the values and the environments. */
function variantLines(
  { kind, path }: Group,
  { before, after, environments }: Variant,
  start: string,
  indent: string,
): string[] {
  const where = `(${names(environments)})`;
  if (path.length === 0) return [printable(`${start} ${where}`)];
  if (kind === 'added') return [printable(`${start} added: ${itemText(after)} ${where}`)];
  if (kind === 'removed') return [printable(`${start} removed, was ${itemText(before)} ${where}`)];
  if (kind === 'reordered') {
    const order = (after as readonly string[]).join(', ');
    return [printable(`${start} in another order: ${valueText(order)} ${where}`)];
  }
  const lines = lineChanges(before, after);
  if (lines)
    return [start + printable(` ${where}`), ...lines.map((line) => printable(indent + line))];
  const [old, now] = valuePair(before, after);
  return [printable(`${start} ${old} → ${now} ${where}`)];
}

/** Of a variable its value: its name stands in the path. */
function itemText(value: unknown): string {
  if (!isMapping(value)) return valueText(value);
  const keys = Object.keys(value).sort().join();
  return valueText(keys === 'name,value' ? value.value : value);
}

function subjectText(subject: Subject): string {
  if (subject.type === 'record') return 'environment.yaml';
  return subject.type === 'file' ? subject.path : `${subject.kind} ${subject.name}`;
}

function count(environments: number): string {
  return environments === 1 ? '1 environment' : `${environments} environments`;
}

function names(environments: readonly string[]): string {
  const more = environments.length - MOST_NAMES;
  if (more <= 1) return environments.join(', ');
  return `${environments.slice(0, MOST_NAMES).join(', ')} and ${more} more`;
}
