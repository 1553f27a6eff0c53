import type { Connection } from './network-config-analyzer.ts';

const NOTHING = '.';
const ITSELF = '-';

/** A table for people: rows reach columns. Ranges of addresses are gathered by family and listed below it. */
export function matrixOf(title: string, connections: readonly Connection[]): string {
  const ends = connections.flatMap(({ from, to }) => [from, to]);
  const workloads = [...new Set(ends)].filter((end) => familyOf(end) === undefined).sort();
  const rows = [...workloads, 'IPv4', 'IPv6'];
  const cell = (from: string, to: string): string => {
    if (from === to) return ITSELF;
    const found = connections.filter((one) => isAt(one.from, from) && isAt(one.to, to));
    if (found.some((one) => isPartial(one.from) || isPartial(one.to))) return 'ranges';
    return [...new Set(found.map(({ what }) => what))].join(' ') || NOTHING;
  };
  const heads = [
    rows.map((row) => row.split('/').at(-2) ?? ''),
    rows.map((row) => row.split('/').at(-1)!),
  ];
  const lines = [
    ...heads.map((head) => ['', ...head]),
    ...rows.map((from) => [from, ...rows.map((to) => cell(from, to))]),
  ];
  const widths = ['', ...rows].map((_, column) =>
    Math.max(...lines.map((line) => line[column]!.length)),
  );
  const table = lines.map((line) =>
    line
      .map((text, column) => text.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  return [`# ${title}`, legend, '', ...table, '', ...ranges(connections, workloads), ''].join('\n');
}

const legend = [
  '# Who (row) reaches whom (column) and at which TCP ports, computed from the rendered NetworkPolicies',
  '# by network-config-analyzer. ".": by none. "all": by every protocol and port. IPv4, IPv6: addresses',
  '# that are no pod; "ranges": only those below.',
].join('\n');

/** Those who share the same ranges together. */
function ranges(connections: readonly Connection[], workloads: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const from of workloads) {
    const reached = connections.filter((one) => one.from === from && isPartial(one.to));
    const list = reached
      .map(({ to, what }) => `  ${to}${what === 'all' ? '' : ` ${what}`}`)
      .join('\n');
    if (list !== '') groups.set(list, [...(groups.get(list) ?? []), from]);
  }
  return [...groups].flatMap(([list, names]) => [`${names.join(', ')} =>`, list]);
}

function isAt(end: string, place: string): boolean {
  return end === place || familyOf(end) === place;
}

/** Of a range of addresses; none of a workload. */
export function familyOf(end: string): 'IPv4' | 'IPv6' | undefined {
  if (end.includes('/')) return undefined;
  return end.includes(':') ? 'IPv6' : 'IPv4';
}

function isPartial(end: string): boolean {
  return (
    familyOf(end) !== undefined && !/^(0\.0\.0\.0-255\.255\.255\.255|::-(ffff:){7}ffff)$/.test(end)
  );
}
