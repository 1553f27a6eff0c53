import { plus, share, ZERO, type Amount } from './amount.ts';

/** An environment that waits for a place. */
export type Waiting = {
  readonly id: string;
  readonly project: string;
  /** Since when, in milliseconds. */
  readonly since: number;
  readonly need: Amount;
};

/** Who has waited for so long goes before everybody else, whatever its project has: nobody waits for ever. */
export const AGED_MS = 30 * 60_000;

/**
 * Who is next, in order: after those who waited long, always one of the project that has least of the whole,
 * with what those before it will take; within a project by time. The same input gives the same order.
 */
export function fairOrder(
  waiting: readonly Waiting[],
  world: {
    readonly used: ReadonlyMap<string, Amount>;
    readonly whole: Amount;
    readonly now: Date;
  },
): Waiting[] {
  const byTime = [...waiting].sort((a, b) => a.since - b.since || compare(a.id, b.id));
  const aged = byTime.filter((one) => isAged(one, world.now));
  const used = new Map(world.used);
  const take = ({ project, need }: Waiting) =>
    used.set(project, plus(used.get(project) ?? ZERO, need));
  aged.forEach(take);
  const queues = new Map<string, Waiting[]>();
  for (const one of byTime) {
    if (isAged(one, world.now)) continue;
    queues.set(one.project, [...(queues.get(one.project) ?? []), one]);
  }
  const order = aged;
  for (;;) {
    const heads = [...queues.values()].flatMap((queue) => queue[0] ?? []);
    const [next] = heads
      .map((head) => ({ head, share: share(used.get(head.project) ?? ZERO, world.whole) }))
      .sort(
        (a, b) => a.share - b.share || a.head.since - b.head.since || compare(a.head.id, b.head.id),
      );
    if (!next) return order;
    queues.get(next.head.project)?.shift();
    take(next.head);
    order.push(next.head);
  }
}

function isAged({ since }: Pick<Waiting, 'since'>, now: Date): boolean {
  return now.getTime() - since >= AGED_MS;
}

/** What those who waited long need together: nobody else takes it. */
export function agedNeed(order: readonly Waiting[], now: Date): Amount {
  return order.filter((one) => isAged(one, now)).reduce((sum, { need }) => plus(sum, need), ZERO);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
