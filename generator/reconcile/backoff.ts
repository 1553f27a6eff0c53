const UNKNOWN_DELAYS_MS = [2_000, 5_000, 15_000, 30_000, 60_000, 120_000] as const;
const REMAINS_DELAYS_MS = [1_500, 2_000, 2_000, 3_000, 5_000, 10_000, 15_000, 30_000] as const;

/** How long after the n-th answer in vain (0 is the first) the question is asked again. Milliseconds. */
export function retryDelay(why: 'unknown' | 'remains', tries: number): number {
  const delays = why === 'unknown' ? UNKNOWN_DELAYS_MS : REMAINS_DELAYS_MS;
  return delays[Math.min(tries, delays.length - 1)] ?? 120_000;
}
