import { retryDelay } from '../../../generator/reconcile/backoff.ts';

describe('the pause before a question is asked again', () => {
  it.each(['unknown', 'remains'] as const)('grows and has an end: %s', (why) => {
    const delays = Array.from({ length: 30 }, (_, tries) => retryDelay(why, tries));
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
    expect(delays[0]).toBeLessThanOrEqual(2_000);
    expect(delays.at(-1)).toBeLessThanOrEqual(120_000);
    expect(retryDelay(why, 1_000_000)).toBe(delays.at(-1));
  });
});
