/** How long the stand-in takes for what takes a real cluster some seconds. Milliseconds. */
export type Timing = {
  /** From a commit to its objects in the cluster. */
  readonly syncMs: number;
  /** From a new pod to an app that answers; a database takes half of it. */
  readonly startMs: number;
  /** From a namespace that is to go to its end. */
  readonly endMs: number;
  /** How often Git and GitHub are asked when nobody tells of a change. */
  readonly pollMs: number;
};

export const TIMING: Timing = { syncMs: 2_000, startMs: 2_000, endMs: 3_000, pollMs: 20_000 };
