/** How often sleeping environments may be woken by visits: nobody keeps the writer busy with it. */
export const WAKE_LIMITS = {
  perEnvironment: { most: 1, windowMs: 30_000 },
  perClient: { most: 10, windowMs: 60_000 },
  total: { most: 60, windowMs: 60_000 },
} as const;

export type WakeLimits = {
  /** Takes a wake of `id` for the client at `address`; else says in how many seconds to ask again. */
  take(id: string, address: string): { readonly ok: true } | Refused;
};
type Refused = { readonly ok: false; readonly retryAfter: number };

type Grant = { readonly at: number; readonly id: string; readonly address: string };

/** All limits are read from the grants of the last minute, which the limit in total keeps few. */
export function createWakeLimits(now: () => Date): WakeLimits {
  let grants: readonly Grant[] = [];

  /** Milliseconds until one more of those that `counts` would be within the limit. */
  function wait(
    at: number,
    { most, windowMs }: { readonly most: number; readonly windowMs: number },
    counts: (grant: Grant) => boolean,
  ): number {
    const recent = grants.filter((grant) => grant.at > at - windowMs && counts(grant));
    const oldest = recent[recent.length - most];
    return oldest === undefined ? 0 : oldest.at + windowMs - at;
  }

  return {
    take(id, address) {
      const at = now().getTime();
      // A clock that was set back must not refuse for ever: what comes from the future is forgotten.
      grants = grants.filter(
        (grant) => grant.at > at - WAKE_LIMITS.total.windowMs && grant.at <= at,
      );
      const ms = Math.max(
        wait(at, WAKE_LIMITS.perEnvironment, (grant) => grant.id === id),
        wait(at, WAKE_LIMITS.perClient, (grant) => grant.address === address),
        wait(at, WAKE_LIMITS.total, () => true),
      );
      if (ms > 0) return { ok: false, retryAfter: Math.ceil(ms / 1000) };
      grants = [...grants, { at, id, address }];
      return { ok: true };
    },
  };
}
