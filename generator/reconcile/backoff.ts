const UNKNOWN_DELAYS_MS = [2_000, 5_000, 15_000, 30_000, 60_000, 120_000] as const;
const REMAINS_DELAYS_MS = [1_500, 2_000, 2_000, 3_000, 5_000, 10_000, 15_000, 30_000] as const;
/** A build takes minutes; an event tells of its end, where the app has one. */
const IMAGE_DELAYS_MS = [5_000, 10_000, 15_000, 15_000, 30_000, 60_000, 120_000, 300_000] as const;
const DELAYS_MS = {
  unknown: UNKNOWN_DELAYS_MS,
  remains: REMAINS_DELAYS_MS,
  image: IMAGE_DELAYS_MS,
} as const;

/** How long after the n-th answer in vain (0 is the first) the question is asked again. Milliseconds. */
export function retryDelay(why: 'unknown' | 'remains' | 'image', tries: number): number {
  const delays = DELAYS_MS[why];
  return delays[Math.min(tries, delays.length - 1)] ?? 120_000;
}
