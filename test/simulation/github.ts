import type { Comment, GitHub, PullRequest } from '../../generator/github/client.ts';
import type { Call } from './process.ts';
import type { Random } from './random.ts';
import type { SimulatedTime } from './time.ts';

export const REPOSITORY = 'acme/shop';
export const REPOSITORY_ID = 123;
export const OURS = 'previews';
export const WRITERS: readonly string[] = ['alice', 'bob'];

export type SimulatedPull = {
  number: number;
  state: 'open' | 'closed';
  draft: boolean;
  fork: boolean;
  labels: string[];
  sha: string;
  updatedAt: number;
  comments: Comment[];
  /** Ids of comments we reacted to. */
  reacted: Set<number>;
};

/** GitHub: pull requests with their comments, and the files at each commit. */
export type SimulatedGitHub = {
  readonly pulls: ReadonlyMap<number, SimulatedPull>;
  /** `k8s-ee.yaml` by commit; absent: there is none. */
  readonly files: Map<string, string>;
  /** While GitHub is down for everybody. */
  down: boolean;
  /** What lists forget. */
  hidden: number | undefined;
  open(options: {
    readonly draft: boolean;
    readonly fork: boolean;
    readonly file: string;
  }): SimulatedPull;
  /** Changes a pull request; older answers are kept for a while, as GitHub's replicas do. */
  change(number: number, edit: (pull: SimulatedPull) => void): void;
  comment(number: number, login: string, body: string): number;
  newSha(): string;
  listed(): SimulatedPull[];
  client(call: Call, random: Random): GitHub;
};

export function createSimulatedGitHub(time: SimulatedTime): SimulatedGitHub {
  const pulls = new Map<number, SimulatedPull>();
  const older = new Map<number, { readonly pull: PullRequest; readonly until: number }>();
  const files = new Map<string, string>();
  let ids = 0;
  const seconds = () => Math.floor(time.now().getTime() / 1_000) * 1_000;
  const newSha = () => (++ids).toString(16).padStart(40, 'a');

  const github: SimulatedGitHub = {
    ...{ pulls, files, down: false, hidden: undefined, newSha },
    open({ draft, fork, file }) {
      const number = pulls.size + 1;
      const sha = newSha();
      files.set(sha, file);
      const pull: SimulatedPull = {
        ...{ number, draft, fork, sha, state: 'open', labels: [] },
        ...{ updatedAt: seconds(), comments: [], reacted: new Set() },
      };
      pulls.set(number, pull);
      return pull;
    },
    change(number, edit) {
      const pull = pulls.get(number);
      if (!pull) return;
      older.set(number, { pull: shapeOf(pull), until: time.ms() + 8_000 });
      edit(pull);
      pull.updatedAt = Math.max(seconds(), pull.updatedAt + 1_000);
    },
    comment(number, login, body) {
      const id = ++ids;
      github.change(number, ({ comments }) => {
        comments.push({
          ...{ id, body, own: login === OURS, edited: false, reactions: false },
          author: { login, bot: false },
          createdAt: new Date(seconds()).toISOString(),
        });
      });
      return id;
    },
    listed: () =>
      [...pulls.values()].filter(
        ({ number, state }) => state === 'open' && number !== github.hidden,
      ),
    client: (call, random) => clientOf(github, { call, random, older, time }),
  };
  return github;
}

function shapeOf(pull: SimulatedPull): PullRequest {
  return {
    number: pull.number,
    state: pull.state,
    merged: false,
    draft: pull.draft,
    title: 'A change',
    comments: pull.comments.length,
    updatedAt: new Date(pull.updatedAt).toISOString(),
    labels: [...pull.labels],
    author: { login: pull.fork ? 'mallory' : 'alice', bot: false },
    fork: pull.fork,
    head: { sha: pull.sha, branch: `branch-${pull.number}` },
    base: { branch: 'main', repositoryId: REPOSITORY_ID },
  };
}

function clientOf(
  github: SimulatedGitHub,
  world: {
    readonly call: Call;
    readonly random: Random;
    readonly older: ReadonlyMap<number, { readonly pull: PullRequest; readonly until: number }>;
    readonly time: SimulatedTime;
  },
): GitHub {
  const { call, random, older, time } = world;
  const doubts = ['404', '403', '429', '500', 'no answer in time'];
  const doubt = () => ({ kind: 'unknown' as const, reason: `GitHub: ${random.pick(doubts)}` });
  /** `act`: what happens at GitHub; an unknown pull request is a 404, of which nothing may be concluded. */
  const ask = <T>(act: () => T) =>
    call<T | ReturnType<typeof doubt>>('github', () => (github.down ? doubt() : act()), doubt);
  const pullOf = (number: number) => {
    const pull = github.pulls.get(number);
    if (!pull) throw new Error(`no pull request ${number}`);
    return pull;
  };
  return {
    identity: () => Promise.resolve({ kind: 'identity', login: OURS }),
    gitToken: () => Promise.reject(new Error('none')),
    pullRequest: (_repository, number) =>
      ask(() => {
        const pull = github.pulls.get(number);
        if (!pull) return { kind: 'unknown' as const, reason: '404' };
        const before = older.get(number);
        const stale = before && time.ms() < before.until && random.chance(0.2);
        return { kind: 'found' as const, pullRequest: stale ? before.pull : shapeOf(pull) };
      }),
    openPullRequests: () =>
      ask(() => {
        const all = github.listed().map(shapeOf);
        // A page that moved while it was read.
        if (random.chance(0.05)) all.splice(random.int(all.length + 1), 1);
        return { kind: 'found' as const, pullRequests: all };
      }),
    file: (_repository, sha) =>
      ask(() => {
        const text = github.files.get(sha);
        return text === undefined
          ? { kind: 'missing' as const }
          : { kind: 'content' as const, text };
      }),
    comments: (_repository, number) =>
      ask(() => {
        const { comments, reacted } = pullOf(number);
        return {
          kind: 'found' as const,
          comments: comments.map((one) => ({ ...one, reactions: reacted.has(one.id) })),
        };
      }),
    mayWrite: (_repository, login) =>
      ask(() => ({ kind: 'known' as const, may: WRITERS.includes(login) })),
    reacted: (_repository, id) =>
      ask(() => ({
        kind: 'known' as const,
        reacted: [...github.pulls.values()].some(({ reacted }) => reacted.has(id)),
      })),
    react: (_repository, id) =>
      ask(() => {
        const pull = [...github.pulls.values()].find(({ comments }) =>
          comments.some((one) => one.id === id),
        );
        pull?.reacted.add(id);
        return { kind: 'known' as const, done: pull !== undefined };
      }),
    say: (_repository, number, body) =>
      ask(() => {
        github.comment(number, OURS, body);
        return { kind: 'said' as const };
      }),
    // Nothing is decided by them.
    deployment: () => Promise.resolve({ kind: 'none' }),
    check: () => Promise.resolve({ kind: 'none' }),
    async stickyComment(_repository, number, { marker, body, create }) {
      // As the client does it: it lists, then writes, then lists again what it made.
      const ours = () =>
        pullOf(number).comments.filter((one) => one.own && one.body.startsWith(marker));
      const first = () =>
        ask(() => {
          const [kept, ...others] = ours();
          for (const { id } of others) {
            github.change(number, (pull) => {
              pull.comments = pull.comments.filter((one) => one.id !== id);
            });
          }
          return kept?.id ?? 0;
        });
      let id = await first();
      if (typeof id !== 'number') return id;
      if (id === 0 && !create) return { kind: 'none' };
      if (id === 0) {
        const made = await ask(() => github.comment(number, OURS, body));
        if (typeof made !== 'number') return made;
        id = await first();
        if (typeof id !== 'number') return id;
        if (id === made) return { kind: 'written', id };
      }
      const known = id;
      return ask(() => {
        const mine = pullOf(number).comments.find((one) => one.id === known);
        if (mine?.body === body) return { kind: 'unchanged' as const, id: known };
        github.change(number, () => mine && (mine.body = body));
        return { kind: 'written' as const, id: known };
      });
    },
  };
}
