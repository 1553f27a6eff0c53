const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A time between two moments in one unit: `<1 min`, `5 min`, `3 h`, `12 d`. Never below zero. */
export function roughly(ms: number): string {
  if (ms < MINUTE) return '<1 min';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/** Milliseconds from `from` until `to`; `undefined` where a time is missing or none at all. */
export function between(from: string | Date | undefined, to: string | Date | undefined) {
  if (from === undefined || to === undefined) return undefined;
  const ms = new Date(to).getTime() - new Date(from).getTime();
  return Number.isFinite(ms) ? ms : undefined;
}

/** `2026-12-04 06:53 UTC`; `undefined` for what is no time. */
export function minuteOf(time: string): string | undefined {
  const date = new Date(time);
  if (!Number.isFinite(date.getTime())) return undefined;
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
