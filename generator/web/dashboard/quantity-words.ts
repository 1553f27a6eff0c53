import type { Amount } from '../../reconcile/capacity/amount.ts';

const UNITS = ['B', 'Ki', 'Mi', 'Gi', 'Ti'] as const;

/** An amount of one kind for people, rounded to three digits: `3.25`, `5.5 Gi`, `12`. */
export function quantityWords(kind: keyof Amount, value: number): string {
  const least = Math.max(0, value);
  if (kind === 'cpu') return trimmed(least / 1000);
  if (kind !== 'memory' && kind !== 'storage') return String(least);
  const power = least < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(least) / 10));
  return `${trimmed(least / 1024 ** power)} ${UNITS[power]}`;
}

function trimmed(value: number): string {
  return String(Number(value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)));
}
