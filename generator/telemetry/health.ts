/** What the generator cannot work without. */
export type Part = 'git' | 'github' | 'platform';

type Answer = { readonly ok: boolean; readonly detail: string };

/** Whether each part answered, ever and last; read by `/readyz`, written where the answers arrive. */
export type Health = {
  report(part: Part, answer: Answer): void;
  /** Ready once every part has answered well once; later faults stand in the body only. */
  ready(): boolean;
  /** Resolves as soon as `ready`. */
  whenReady(): Promise<void>;
  body(): { readonly ready: boolean; readonly parts: Readonly<Record<Part, Answer>> };
};

export function createHealth(): Health {
  const waiting: Answer = { ok: false, detail: 'has not answered yet' };
  const last: Record<Part, Answer> = { git: waiting, github: waiting, platform: waiting };
  const answered = new Set<Part>();
  const ready = () => answered.size === Object.keys(last).length;
  let announceReady = () => {};
  const becomesReady = new Promise<void>((resolve) => {
    announceReady = resolve;
  });
  return {
    report(part, answer) {
      last[part] = answer;
      if (answer.ok) answered.add(part);
      if (ready()) announceReady();
    },
    ready,
    whenReady: () => becomesReady,
    body: () => ({ ready: ready(), parts: { ...last } }),
  };
}
