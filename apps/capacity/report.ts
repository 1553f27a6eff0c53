import { formatCpu } from '../../constructs/quantity.ts';
import type { PROFILES } from '../platform/profiles.ts';
import { type Profile } from '../platform/profiles.ts';
import type { Amount } from './amount.ts';
import { environmentsWithin, overcommitted, type Budget, type Item } from './budget.ts';
import type { EnvironmentSize } from './environment-sizes.ts';

/** What one server is worth. */
export type Calculation = {
  readonly profile: keyof typeof PROFILES;
  readonly budget: Budget;
  readonly capacity: Profile['capacity'];
  /** Dollars a month; `undefined`: nobody entered it. */
  readonly price: number | undefined;
};

/** At least so many at once must cost less than so much a month. */
export const BOUND = { environments: 5, dollars: 120 } as const;

const TITLES = {
  lean: 'lean: 4 CPUs, 8 GiB',
  standard: 'standard: 4 CPUs, 24 GiB',
} as const;

/** The calculation as Markdown. */
export function capacityReport(
  calculation: Calculation,
  sizes: readonly EnvironmentSize[],
): string[] {
  const { profile, budget, capacity } = calculation;
  const row = (name: string, amount: Amount, sign = '') => [
    name,
    ...[cpu(amount), memory(amount), storage(amount)].map((cell) =>
      cell === '' ? '' : `${sign}${cell}`,
    ),
  ];
  const less = ({ name, amount }: Item) => row(name, amount, '−');
  const over = overcommitted(capacity, budget);
  return [
    `## ${TITLES[profile]}`,
    '',
    ...table(
      ['', 'CPU', 'memory', 'disk'],
      [
        row('the server', budget.server),
        ...budget.reserved.map(less),
        ...budget.platform.map(less),
        row('**left**', budget.left),
        [
          '**`capacity`**',
          ...[capacity.cpu, capacity.memory, capacity.storage].map((text) => `**${text}**`),
        ],
      ],
    ),
    '',
    over.length === 0
      ? `What environments may ask for together is within what is left. Further bounds of \`capacity\`: ${capacity.pods} pods (the node has room for ${budget.pods} beside the platform's), ${capacity.environments} environments.`
      : `**More than what is left: ${over.join(', ')}.** Lower it in \`platform.yaml\`, or take a larger server.`,
    '',
    ...environmentTable(calculation, sizes),
    '',
  ];
}

function environmentTable(
  { capacity, price }: Calculation,
  sizes: readonly EnvironmentSize[],
): string[] {
  const rows = sizes.map((size) => {
    const count = environmentsWithin(capacity, size);
    return [
      size.name,
      ...[cpu(size.amount), memory(size.amount), storage(size.amount)].map((cell) => cell || '0'),
      ...[String(size.pods), `**${count}**`, price === undefined ? '' : each(price, count)],
    ];
  });
  const cost = price === undefined ? 'each' : `each, at ${dollars(price)} a month`;
  return table(['environment', 'CPU', 'memory', 'disk', 'pods', 'at once', cost], rows);
}

function each(price: number, count: number): string {
  return count === 0 ? 'does not fit' : dollars(price / count);
}

/** Whether the bound is kept with the most usual environment, and by how much. */
export function boundText({ capacity, price }: Calculation, size: EnvironmentSize): string {
  const count = environmentsWithin(capacity, size);
  const { environments, dollars: most } = BOUND;
  if (count < environments) {
    return `Only ${count} of "${size.name}" run at once: fewer than ${environments}.`;
  }
  const said = `${count} of "${size.name}" run at once`;
  if (price === undefined)
    return `${said}; with any server below ${dollars(most)} a month the bound is kept.`;
  return price < most
    ? `${said} for ${dollars(price)} a month: at least ${environments} for less than ${dollars(most)}.`
    : `${said}, but for ${dollars(price)} a month: more than the ${dollars(most)} that are the bound.`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[], pad = ' ') =>
    `|${row.map((cell, column) => ` ${cell.padEnd(widths[column] ?? 0, pad)} `).join('|')}|`;
  return [
    line(head),
    line(
      head.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ];
}

function dollars(amount: number): string {
  return `$${Number.isInteger(amount) ? amount : amount.toFixed(2)}`;
}

function cpu(amount: Amount): string {
  return amount.cpu === 0 ? '' : formatCpu(amount.cpu);
}

function memory(amount: Amount): string {
  return amount.memory === 0 ? '' : `${Math.round(amount.memory / 2 ** 20)}Mi`;
}

function storage(amount: Amount): string {
  return amount.storage === 0 ? '' : `${(amount.storage / 2 ** 30).toFixed(1).replace('.0', '')}Gi`;
}
