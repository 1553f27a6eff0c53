/** What has to be ended, the newest first; all of it, also where one fails. */
export type Ends = {
  push(end: () => Promise<unknown>): void;
  run(): Promise<void>;
};

export function createEnds(): Ends {
  const ends: (() => Promise<unknown>)[] = [];
  return {
    push: (end) => void ends.push(end),
    async run() {
      for (let end = ends.pop(); end; end = ends.pop()) await end().catch(() => undefined);
    },
  };
}
