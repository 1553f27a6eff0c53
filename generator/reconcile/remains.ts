import type { Situation } from './decision.ts';

/** Without cluster access this time after its cause stands for "seen gone", and is told as "not observed". */
const UNOBSERVED_GRACE_MS = 10 * 60_000;

/** Whether nothing of this very tombstone is left: facts about an earlier one say nothing. */
export function isGone({
  record,
  observation: { remains },
  now,
}: Pick<Situation, 'record' | 'observation' | 'now'>): boolean {
  const since = record?.cause?.since;
  if (since === undefined) return false;
  if (remains.kind === 'off') return now.getTime() - Date.parse(since) >= UNOBSERVED_GRACE_MS;
  return remains.kind === 'gone' && remains.since === since;
}
