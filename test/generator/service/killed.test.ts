import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../simulation/random.ts';
import { freePort } from '../../support/free-port.ts';
import { repositoryRoot } from '../../support/source-tree.ts';
import { SECRET, startWorld, type World } from '../../support/world.ts';

/** `KILLS=200` takes ten minutes. */
const KILLS = Number(process.env.KILLS ?? 12);

let world: World;
let child: ChildProcess | undefined;
beforeAll(async () => {
  world = await startWorld({ startGenerator: false });
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await world.stop();
});

/** A generator of its own, as `npm start` runs it. */
async function start(): Promise<void> {
  const port = await freePort();
  world.github.removeHooks();
  world.github.addHook({ url: `http://127.0.0.1:${port}/webhooks/github`, secret: SECRET });
  child = spawn('node', ['--import', 'tsx', 'generator/main.ts'], {
    cwd: repositoryRoot,
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      GITOPS_REPOSITORY_URL: world.gitops.url,
      GITHUB_WEBHOOK_SECRET: SECRET,
      GITHUB_TOKEN: 'generator-token',
      ARGOCD_WEBHOOK_SECRET: 'of Argo CD',
      PORT: String(port),
      DATA_DIR: join(world.gitops.directory, 'data'),
      KUBERNETES: 'off',
      SWEEP_SECONDS: '5',
    },
  });
  for (let tries = 0; tries < 400; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(25);
  }
  throw new Error('the generator did not get ready');
}

async function kill(): Promise<void> {
  const exited = child && once(child, 'exit');
  child?.kill('SIGKILL');
  await exited;
}

it(
  `killed ${KILLS} times at any moment, it ends in the right state`,
  async () => {
    const random = createRandom(2026);
    const open = new Set<number>();
    const closed = new Set<number>();
    for (let n = 0; n < KILLS; n++) {
      await start();
      for (let actions = 1 + random.int(3); actions > 0; actions--) {
        const number = random.pick([0, ...open]);
        if (number === 0 || open.size < 3) {
          open.add((await world.github.openPullRequest(world.repository)).pull.number);
        } else if (random.chance(0.4)) {
          await world.github.close(world.repository, number);
          open.delete(number);
          closed.add(number);
        } else await world.github.push(world.repository, number);
        await sleep(random.int(200));
      }
      await sleep(random.int(500));
      await kill();
    }
    await start();
    for (const number of open) {
      const { head } = world.github.pullRequest(world.repository, number);
      await world.until(
        `#${number} at its head`,
        async () => {
          const record = (await world.record(number)) ?? '';
          return record.includes('state: active') && record.includes(head.sha);
        },
        60,
      );
      // Written at the pace that GitHub asks for: one new comment every three seconds.
      const patience = 15 + 4 * (open.size + closed.size);
      await world.until(`a comment on #${number}`, () => world.comment(number), patience);
    }
    for (const number of closed) {
      const gone = async () => !(await world.record(number))?.includes('state: active');
      await world.until(`#${number} ended`, gone, 60);
      // Fails where there are two.
      world.comment(number);
    }
    const { stdout } = { stdout: await world.gitops.person.list('environments') };
    const records = stdout.filter((path) => path.endsWith('/environment.yaml'));
    expect(records.length).toBeLessThanOrEqual(open.size + closed.size);
  },
  KILLS * 12_000 + 120_000,
);
