/** One environment, by the project that owns it and the number of its pull request. */
export type EnvironmentKey = { readonly project: string; readonly number: string };

/** What an event said about its pull request. Only used to notice that GitHub's answer is older than the event. */
export type Claim = {
  readonly updatedAt: string;
  /** The id of a comment that was written. */
  readonly comment?: number;
};

/**
 * "Look at this environment": all that an event may cause. It carries no state, so that a lost,
 * doubled or reordered event changes nothing in the end.
 */
export type Wake = EnvironmentKey & {
  readonly claim?: Claim;
  /** Bodies of pull-request events to forward to Argo CD once this environment's round is pushed. */
  readonly forward?: readonly string[];
  /** Others wait for a place: it sleeps after a shorter time without a request. */
  readonly pressure?: boolean;
  /** Somebody asked on its own page to wake it. */
  readonly visited?: boolean;
  /** How often GitHub's answer was older than the claim, or unknown. */
  readonly tries?: number;
};

/** Two wakes of one environment as one: the newest claim wins, nothing to forward is lost. */
export function mergeWakes(earlier: Wake, later: Wake): Wake {
  const claims = [earlier.claim, later.claim].filter((claim) => claim !== undefined);
  claims.sort((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt));
  const comment = Math.max(0, ...claims.map((claim) => claim.comment ?? 0));
  return {
    project: later.project,
    number: later.number,
    ...(claims[0] && { claim: { ...claims[0], ...(comment > 0 && { comment }) } }),
    ...((earlier.pressure || later.pressure) && { pressure: true }),
    ...((earlier.visited || later.visited) && { visited: true }),
    forward: [...(earlier.forward ?? []), ...(later.forward ?? [])],
    // A fresh event starts the count anew; a retry of our own carries it on.
    tries: Math.min(earlier.tries ?? 0, later.tries ?? 0),
  };
}
