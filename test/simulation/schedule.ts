import { BUSY_MS, drawActions, drawComment, type Action } from './actions.ts';
import { createArgoCD } from './argocd.ts';
import { INVALID, VALID } from './files.ts';
import { startGenerator, type Running, type World } from './generator.ts';
import { createRemote, type Disk } from './git.ts';
import { createSimulatedGitHub, REPOSITORY, type SimulatedPull } from './github.ts';
import { isSticky, watchWorld, type Violation } from './invariants.ts';
import { createRandom } from './random.ts';
import { createReadings } from './readings.ts';
import { createTime } from './time.ts';

/** Long enough for sweeps, retries and what hangs: then all must be as it should be. */
const QUIET_MS = 75 * 60_000;

const platformText = (environments: number, trigger: string) => `domain: acme-previews.dev
gitops: {url: "https://git.example/previews.git"}
capacity: {cpu: "50", memory: 50Gi, storage: 50Gi, pods: 100, environments: ${environments}}
policy: {trigger: ${trigger}}
projects: [{id: shop, repository: ${REPOSITORY}, image: "ghcr.io/acme/shop:{sha}"}]
`;

export type Outcome = { readonly violations: readonly Violation[]; readonly commits: number };

/** Runs the schedule of a seed; `keep`: only these of its actions, to find those that matter. */
export async function runSchedule(seed: number, keep?: ReadonlySet<number>): Promise<Outcome> {
  const actions = drawActions(createRandom(seed)).filter((_, i) => !keep || keep.has(i));
  const random = createRandom(seed ^ 0x5eed);
  const trigger = seed % 4 === 0 ? 'command' : 'automatic';
  const time = createTime();
  const read = createReadings();
  const remote = createRemote(platformText(3, trigger));
  const github = createSimulatedGitHub(time);
  const argocd = createArgoCD(time, random, { remote, github, read });
  const built = new Set<string>();
  let busy = true;
  let failing = { refused: random.pick([0, 0.02, 0.2]), lost: random.pick([0, 0.02, 0.1]) };
  const watch = watchWorld({
    time,
    github,
    remote,
    argocd,
    built,
    read,
    byCommand: trigger === 'command',
  });
  const world: World = {
    ...{ time, random, remote, github, argocd, built },
    faults: () => (busy ? failing : { refused: 0, lost: 0 }),
    onLog: () => undefined,
  };

  let last = remote.environments();
  let person = false;
  remote.onPush = (commit) => {
    if (!person) watch.onGeneratorCommit(last, commit);
    last = commit;
  };
  const byPerson = (edit: (tree: Map<string, string>) => void) => {
    person = true;
    remote.commit(edit, 'by hand');
    person = false;
  };

  const disks: Disk[] = [{}, {}];
  const running: (Running | undefined)[] = [];
  const start = (which: number) => {
    running[which] = startGenerator(world, disks[which] ?? {});
  };
  start(0);

  /** What a webhook says, unless it is lost; late, twice, in another order. */
  const tell = (pull: SimulatedPull, action: string, comment?: number) => {
    watch.note(pull.number);
    if (action === 'closed' || action === 'opened' || action === 'reopened') {
      if (!random.chance(0.2)) time.after(random.int(3_000), argocd.wakeSets);
    }
    const claim = {
      updatedAt: new Date(pull.updatedAt).toISOString(),
      ...(comment && { comment }),
    };
    const times = random.chance(0.15) ? 0 : random.chance(0.1) ? 2 : 1;
    for (let n = 0; n < times; n++) {
      time.after(random.int(random.chance(0.1) ? 60_000 : 1_500), () => {
        for (const one of running) {
          if (!one?.process.alive()) continue;
          one.reconciler.wake({ project: 'shop', number: String(pull.number), claim });
        }
      });
    }
  };
  const change = (
    pull: SimulatedPull | undefined,
    action: string,
    edit: (one: SimulatedPull) => void,
  ) => {
    if (!pull) return;
    watch.note(pull.number);
    github.change(pull.number, edit);
    tell(pull, action);
  };
  const build = (sha: string) => {
    if (random.chance(0.08)) return;
    time.after(random.int(random.chance(0.3) ? 400_000 : 2_000), () => {
      built.add(sha);
      if (random.chance(0.7))
        running.forEach((one) => one?.process.alive() && one.reconciler.built('shop'));
    });
  };
  const editRecord = (pick: number, edit: (text: string) => string | undefined) => {
    const paths = [...remote.environments().tree.keys()].filter((path) =>
      path.endsWith('/environment.yaml'),
    );
    const path = paths[pick % Math.max(1, paths.length)];
    if (path === undefined) return;
    watch.touched(`shop-pr-${path.split('/pr-')[1]?.split('/')[0]}`);
    byPerson((tree) => {
      const next = edit(tree.get(path) ?? '');
      if (next === undefined) tree.delete(path);
      else tree.set(path, next);
    });
  };

  const act = (action: Action) => {
    const { pick, detail } = action;
    const all = [...github.pulls.values()];
    const one = all[pick % Math.max(1, all.length)];
    switch (action.kind) {
      case 'open': {
        const file = detail % 10 === 0 ? INVALID : VALID;
        const pull = github.open({ draft: detail % 7 === 0, fork: detail % 4 === 0, file });
        build(pull.sha);
        // Often before its image is built.
        const says = (body: () => string) =>
          time.after(random.int(30_000), () =>
            tell(pull, 'comment', github.comment(pull.number, 'alice', body())),
          );
        if (pull.fork && pick % 3 > 0) says(() => `/preview approve ${pull.sha}`);
        if (trigger === 'command' && pick % 4 > 0) says(() => '/preview up');
        return tell(pull, 'opened');
      }
      case 'push':
        return change(one, 'synchronize', (pull) => {
          const before = github.files.get(pull.sha) ?? VALID;
          pull.sha = github.newSha();
          github.files.set(
            pull.sha,
            detail % 8 === 0 ? INVALID : detail % 3 === 0 ? VALID : before,
          );
          build(pull.sha);
        });
      case 'close':
        return change(one, 'closed', (pull) => void (pull.state = 'closed'));
      case 'reopen':
        return change(
          all.find(({ state }) => state === 'closed'),
          'reopened',
          (pull) => void (pull.state = 'open'),
        );
      case 'label':
        return change(one, 'labeled', (pull) => void pull.labels.push('no-preview'));
      case 'unlabel':
        return change(
          all.find(({ labels }) => labels.length > 0),
          'unlabeled',
          (pull) => void (pull.labels = []),
        );
      case 'draft':
        return change(one, 'edited', (pull) => void (pull.draft = !pull.draft));
      case 'comment': {
        if (!one) return;
        const { body, login } = drawComment(action, {
          head: one.sha,
          fork: one.fork,
          old: all[0]?.sha ?? one.sha,
        });
        const id = github.comment(one.number, login, body);
        return tell(one, 'comment', id);
      }
      case 'crash':
        running[0]?.process.kill();
        return void time.after(500 + detail * 60, () => start(0));
      case 'second':
        if (!running[1]) start(1);
        return;
      case 'outage':
        github.down = true;
        return void time.after(detail * 400, () => void (github.down = false));
      case 'person-ends':
        return editRecord(pick, (text) => text.replace(/^state: .*$/m, 'state: destroying'));
      case 'person-preserves':
        return editRecord(pick, (text) =>
          text
            .replace(/^keep: .*$/m, 'keep: preserved')
            .replace(
              /^lifecycle:$/m,
              `lifecycle:\n  preservedUntil: "${new Date(time.now().getTime() + 1_200_000).toISOString()}"`,
            ),
        );
      case 'person-spoils':
        return editRecord(pick, (text) => text.replace(/^state: .*$/m, 'state: [acti'));
      case 'person-removes':
        return editRecord(pick, () => undefined);
      case 'person-shortens':
        return editRecord(pick, (text) =>
          text.replace(
            /expiresAt: .*/,
            `expiresAt: "${new Date(time.now().getTime() + 300_000).toISOString()}"`,
          ),
        );
      case 'person-elsewhere':
        return byPerson((tree) => void tree.set('notes.md', String(detail)));
      case 'jump':
        return time.jump((detail - 500) * 100);
      case 'hide':
        github.hidden = one?.number;
        return void time.after(60_000, () => void (github.hidden = undefined));
      case 'smaller':
        watch.beforePlatform();
        return remote.writePlatform(platformText(1 + (detail % 4), trigger));
    }
  };
  for (const action of actions) time.at(action.at, () => act(action));
  // A place is given up when nothing fails any more: who waits has to get it.
  time.at(BUSY_MS + 60_000, () => {
    const open = [...github.pulls.values()].filter(({ state }) => state === 'open');
    change(open[0], 'closed', (pull) => void (pull.state = 'closed'));
  });

  const sticky = new Map<number, string>();
  const lookAtComments = () => {
    for (const pull of github.pulls.values()) {
      watch.note(pull.number);
      const body = pull.comments.findLast(isSticky)?.body;
      if (body === undefined || sticky.get(pull.number) === body) continue;
      sticky.set(pull.number, body);
      watch.onSticky(pull.number, body);
    }
    // Half a minute for calls that were under way.
    if (time.ms() > BUSY_MS + 35_000 && time.ms() % 10_000 < 5_000) watch.onTick();
    if (time.ms() < BUSY_MS + QUIET_MS) time.after(5_000, lookAtComments);
  };
  time.after(0, lookAtComments);

  await time.runUntil(BUSY_MS + 5_000);
  busy = false;
  failing = { refused: 0, lost: 0 };
  argocd.syncFailures = 0;
  github.down = false;
  if (!running[0]?.process.alive()) start(0);
  await time.runUntil(BUSY_MS + QUIET_MS);
  watch.atQuiet();
  return { violations: watch.violations, commits: remote.environments().height };
}
