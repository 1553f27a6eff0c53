import { isLive, type EnvironmentRecord } from '../../apps/environment/record.ts';
import { parsePlatform } from '../../apps/platform/config.ts';
import { COMMENT_MARKER } from '../../generator/feedback/comment.ts';
import {
  capacityAmount,
  lacking,
  plus,
  ZERO,
  type Amount,
} from '../../generator/reconcile/capacity/amount.ts';
import { createNeeds } from '../../generator/reconcile/capacity/need.ts';
import { OURS, type SimulatedGitHub } from './github.ts';
import { isApproved, isWronglyQueued, quietViolations, saidBy, type QuietWorld } from './quiet.ts';
import type { SimulatedArgoCD } from './argocd.ts';
import type { Readings } from './readings.ts';
import type { Commit, Remote } from './git.ts';
import type { SimulatedTime } from './time.ts';

/** How old the facts behind a decision may be. Milliseconds. */
const FRESH_MS = 90_000;
/** How late what was seen may be said: a second generator looks for itself, and says it for itself. Milliseconds. */
const SAID_WITHIN_MS = 120_000;
/** How long a place may be free while somebody waits. Milliseconds. */
const USED_WITHIN_MS = 60_000;

export type Violation = {
  readonly at: number;
  readonly invariant: string;
  readonly detail: string;
};

/** Watches a world: what must always hold is looked at with every commit, the rest when all is quiet. */
export type Watch = {
  readonly violations: Violation[];
  /** Something is true of a pull request at this moment that may end its environment. */
  note(number: number): void;
  /** A person wrote this record: what follows from it is theirs. */
  touched(id: string): void;
  /** A person is about to change `platform.yaml`. */
  beforePlatform(): void;
  onGeneratorCommit(before: Commit, after: Commit): void;
  onSticky(number: number, body: string): void;
  /** Now and then, once nothing fails any more. */
  onTick(): void;
  atQuiet(): void;
};

/** When each was last so. Milliseconds. */
type Facts = { closed: number; denied: number; down: number; git: number; absent: number };

export function watchWorld(world: {
  readonly time: SimulatedTime;
  readonly github: SimulatedGitHub;
  readonly remote: Remote;
  readonly argocd: SimulatedArgoCD;
  readonly built: ReadonlySet<string>;
  readonly read: Readings;
  /** Policy makes previews for those who ask only. */
  readonly byCommand: boolean;
}): Watch {
  const { time, github, remote, argocd, built } = world;
  const recordsOf = (commit: Commit) => recordsIn(commit, world.read);
  const violations: Violation[] = [];
  const facts = new Map<number, Facts>();
  const byHand = new Set<string>();
  const needs = createNeeds();
  const rooms = new Map<string, Amount>();
  const roomOf = (commit: Commit) => {
    const room = rooms.get(commit.id) ?? readRoom(commit);
    rooms.set(commit.id, room);
    return room;
  };
  /** What `platform.yaml` said lately, where that was more: it is read within seconds, not at once. */
  let roomier = { at: 0, room: roomOf(remote.platform()) };
  let usedBefore = ZERO;
  let countBefore = 0;
  let roomSince: number | undefined;
  const fail = (invariant: string, detail: string) =>
    void violations.push({ at: time.ms(), invariant, detail });
  const factsOf = (number: number) => {
    const known = facts.get(number) ?? {
      closed: -Infinity,
      denied: -Infinity,
      down: -Infinity,
      git: -Infinity,
      absent: -Infinity,
    };
    facts.set(number, known);
    return known;
  };

  function note(number: number): void {
    const pull = github.pulls.get(number);
    if (!pull) return;
    const known = factsOf(number);
    if (pull.state === 'closed') known.closed = time.ms();
    if (pull.labels.includes('no-preview')) known.denied = time.ms();
    if (saidBy(pull, '/preview down')) known.down = time.ms();
    if (!argocd.namespaces.has(`shop-pr-${number}`)) known.absent = time.ms();
  }

  function endIsJustified(record: EnvironmentRecord): boolean {
    const number = Number(record.number);
    note(number);
    const { closed, denied, down, git } = factsOf(number);
    const fresh = (at: number) => time.ms() - at <= FRESH_MS;
    switch (record.cause?.reason) {
      case 'closed':
        return fresh(closed);
      case 'denied':
        return fresh(denied);
      case 'held':
        return down > -Infinity || git > -Infinity;
      case 'expired':
        return Date.parse(record.lifecycle.expiresAt ?? '') <= time.now().getTime();
      default:
        return false;
    }
  }

  function lookAtRecord(record: EnvironmentRecord, was: EnvironmentRecord | undefined): void {
    const { id, number, source } = record;
    if (record.state === 'destroying' && isLive(was) && !endIsJustified(record)) {
      const why = `destroyed for ${record.cause?.reason}, which is not so`;
      fail('unknown harms nothing', `${id} is ${why}`);
    }
    const pull = github.pulls.get(Number(number));
    if (pull?.fork && isLive(record) && !byHand.has(id) && !isApproved(pull, source.sha)) {
      fail('approval covers one commit', `${id} runs ${source.sha}, which nobody approved`);
    }
  }

  /** What people write they may: a record set to destroying by hand holds a place that nobody gave it. */
  function withoutHands(records: ReadonlyMap<string, EnvironmentRecord>) {
    return new Map([...records].filter(([id]) => !byHand.has(id)));
  }

  function lookAtCapacity(
    earlier: ReadonlyMap<string, EnvironmentRecord>,
    later: ReadonlyMap<string, EnvironmentRecord>,
  ): void {
    const now = roomOf(remote.platform());
    const lately = time.ms() - roomier.at <= FRESH_MS;
    const room = lately && roomier.room.environments > now.environments ? roomier.room : now;
    const sum = (records: ReadonlyMap<string, EnvironmentRecord>) =>
      [...records.values()].reduce((total, one) => plus(total, needs.held(one)), ZERO);
    const [was, used] = [sum(earlier), sum(later)];
    // What was too much before, because people made the room smaller, may stay, not grow.
    const over = lacking(used, room).filter(
      (kind) => used[kind] > Math.max(was[kind], usedBefore[kind]),
    );
    // Counted once more without the code that is looked at: what exists, or still must go.
    const count = (records: ReadonlyMap<string, EnvironmentRecord>) =>
      [...records.values()].filter(
        ({ state, cause }) => state === 'destroying' || (state !== 'pending' && !cause),
      ).length;
    const most = Math.max(room.environments, count(earlier), countBefore);
    if (count(later) > most) fail('never over capacity', `${count(later)} environments`);
    countBefore = count(later);
    usedBefore = used;
    if (over.length > 0) fail('never over capacity', `too much ${over.join(', ')}`);
  }

  function quietWorld(): QuietWorld {
    return {
      ...{ github, argocd, built, byHand, needs, now: time.now() },
      byCommand: world.byCommand,
      records: recordsOf(remote.environments()),
      whole: roomOf(remote.platform()),
    };
  }

  return {
    violations,
    note,
    touched(id) {
      byHand.add(id);
      factsOf(Number(id.split('-pr-')[1])).git = time.ms();
    },
    beforePlatform() {
      roomier = { at: time.ms(), room: roomOf(remote.platform()) };
    },
    onGeneratorCommit(before, after) {
      const earlier = recordsOf(before);
      const later = recordsOf(after);
      for (const [id, record] of later) lookAtRecord(record, earlier.get(id));
      for (const [id, was] of earlier) {
        if (later.has(id) || !isLive(was)) continue;
        fail('an end takes two steps', `the record of ${id} went while it was live`);
      }
      lookAtCapacity(withoutHands(earlier), withoutHands(later));
    },
    onSticky(number, body) {
      const id = `shop-pr-${number}`;
      note(number);
      const seen = time.ms() - factsOf(number).absent <= SAID_WITHIN_MS;
      if (body.includes('Preview removed') && !seen) {
        fail('nothing is said that was not seen', `${id} is said to be removed and is there`);
      }
      const [, ready] = /Preview ready[^]*Commit \| `([0-9a-f]{7})`/.exec(body) ?? [];
      if (ready !== undefined && !argocd.ever(id, ready)) {
        fail('nothing is said that was not seen', `${id} is said to run ${ready} and never did`);
      }
    },
    onTick() {
      const quiet = quietWorld();
      const waits = [...quiet.records.values()].some((record) => isWronglyQueued(record, quiet));
      roomSince = waits ? (roomSince ?? time.ms()) : undefined;
      if (roomSince === undefined || time.ms() - roomSince < USED_WITHIN_MS) return;
      fail('a freed place is used at once', 'somebody waits and there is room');
      roomSince = Infinity;
    },
    atQuiet() {
      const quiet = quietWorld();
      const { records } = quiet;
      for (const pull of github.pulls.values()) {
        for (const [invariant, detail] of quietViolations(pull, quiet)) fail(invariant, detail);
      }
      for (const id of [...argocd.namespaces.keys(), ...argocd.applications.keys()]) {
        const record = records.get(id);
        if (!isLive(record) && record?.state !== 'destroying')
          fail('no orphan', `${id} has no live record`);
      }
    },
  };
}

function recordsIn({ tree }: Commit, read: Readings): Map<string, EnvironmentRecord> {
  const records = new Map<string, EnvironmentRecord>();
  for (const [path, text] of tree) {
    if (!path.endsWith('/environment.yaml')) continue;
    const reading = read(text, path);
    if (reading.kind === 'good') records.set(reading.record.id, reading.record);
  }
  return records;
}

function readRoom({ tree }: Commit): Amount {
  const platform = parsePlatform(tree.get('platform.yaml') ?? '');
  if (!platform.ok) throw new Error('the platform of the simulation is invalid');
  return capacityAmount(platform.value.capacity);
}

export function isSticky({
  author,
  body,
}: {
  readonly author: { readonly login: string };
  readonly body: string;
}): boolean {
  return author.login === OURS && body.startsWith(COMMENT_MARKER);
}
