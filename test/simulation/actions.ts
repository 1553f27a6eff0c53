import { COMMENT_MARKER } from '../../generator/feedback/comment.ts';
import { WRITERS } from './github.ts';
import type { Random } from './random.ts';

/** What people and machines do, and what goes wrong, at one moment. Numbers choose among what is there then. */
export type Action = {
  readonly at: number;
  readonly kind: (typeof KINDS)[number][0];
  readonly pick: number;
  readonly detail: number;
};

const KINDS = [
  ['open', 14],
  ['push', 12],
  ['close', 12],
  ['reopen', 6],
  ['label', 3],
  ['unlabel', 3],
  ['draft', 3],
  ['comment', 16],
  ['crash', 6],
  ['second', 1],
  ['outage', 3],
  ['person-ends', 2],
  ['person-preserves', 2],
  ['person-spoils', 2],
  ['person-removes', 1],
  ['person-shortens', 2],
  ['person-elsewhere', 5],
  ['jump', 1],
  ['hide', 1],
  ['smaller', 1],
] as const;

export const BUSY_MS = 40 * 60_000;

/** A schedule: its actions in the order of their times. */
export function drawActions(random: Random): Action[] {
  const total = KINDS.reduce((sum, [, weight]) => sum + weight, 0);
  const drawKind = () => {
    let left = random.int(total);
    for (const [kind, weight] of KINDS) if ((left -= weight) < 0) return kind;
    return 'open' as const;
  };
  return Array.from({ length: 4 + random.int(24) }, () => ({
    // Often several within a few seconds, which is where races are.
    at: random.chance(0.5) ? random.int(BUSY_MS) : random.int(6) * 400_000 + random.int(4_000),
    kind: drawKind(),
    pick: random.int(1_000),
    detail: random.int(1_000),
  })).sort((a, b) => a.at - b.at);
}

const COMMANDS = [
  '/preview up',
  '/preview down',
  '/preview redeploy',
  '/preview sleep',
  '/preview wake',
  '/preview extend 1h',
  '/preview preserve 20m',
  '/preview unpreserve',
  '/preview approve HEAD',
  '/preview approve OLD',
  '/preview reset-db',
  '/preview help',
  'looks good',
  `${COMMENT_MARKER}\nnot by the generator`,
] as const;

/** What is said, and by whom: now and then by somebody who may not. */
export function drawComment(
  { pick, detail }: Action,
  shas: { head: string; old: string; fork: boolean },
) {
  const said =
    shas.fork && detail % 2 === 0 ? '/preview approve HEAD' : COMMANDS[detail % COMMANDS.length];
  const body = (said ?? '').replace('HEAD', shas.head).replace('OLD', shas.old);
  const login = pick % 4 === 0 ? 'mallory' : (WRITERS[pick % WRITERS.length] ?? 'alice');
  return { body, login };
}
