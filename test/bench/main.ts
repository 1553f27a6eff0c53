import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startWorld } from '../support/world.ts';
import { demandNoGrowth } from './memory.ts';
import { compareWithHelm } from './rendering.ts';
import { median, show, timed } from './timing.ts';

const PUSHES = 15;
const run = promisify(execFile);

demandNoGrowth();
await compareWithHelm();
const world = await startWorld();
const scratch = await mkdtemp(join(tmpdir(), 'bench-'));
try {
  await world.github.openPullRequest(world.repository);
  const path = 'environments/shop/pr-1/environment.yaml';
  await world.until('the first environment', () => world.read(path));
  const byHand: number[] = [];
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=Pat', '-c', 'user.email=pat@example.com', ...args], {
      cwd: scratch,
    });
  await git('clone', '--quiet', '--branch', 'environments', world.gitops.url, '.');
  const pushByHand = (text: string) =>
    timed(async () => {
      await writeFile(join(scratch, 'by-hand.txt'), text);
      await git('add', '--all');
      await git('commit', '--quiet', '--message', 'by hand');
      await git('push', '--quiet', 'origin', 'HEAD');
    });

  // As a file, for asking git every two milliseconds would slow down what is measured.
  const ref = join(world.gitops.server.directoryOf('gitops'), 'refs/heads/environments');
  const head = () => readFile(ref, 'utf8').catch(() => undefined);
  async function push(): Promise<number> {
    const before = await head();
    let sha = '';
    const time = await timed(async () => {
      sha = (await world.github.push(world.repository, 1)).pull.head.sha;
      while ([before, undefined].includes(await head())) await sleep(2);
    });
    if (!(await world.headHolds(path, sha))) throw new Error(`the push does not hold ${sha}`);
    return time;
  }

  // On a branch of its own: what people push to the environments branch is answered by a second round.
  await git('switch', '--quiet', '--create', 'by-hand');
  const pushes: number[] = [];
  for (let i = 0; i < PUSHES; i++) {
    pushes.push(await push());
    byHand.push(await pushByHand(`${i}\n`));
  }
  show(`webhook to pushed commit (median of ${PUSHES})`, median(pushes));
  show(`git add, commit, push by hand, same repository`, median(byHand));
  console.log(`ratio ${(median(pushes) / median(byHand)).toFixed(2)}`);

  await git('switch', '--quiet', 'environments');
  const raced: number[] = [];
  for (let i = 0; i < PUSHES; i++) {
    await git('pull', '--quiet', '--rebase');
    await pushByHand(`raced ${i}\n`);
    raced.push(await push());
  }
  show(`webhook to pushed commit, just after a push by hand`, median(raced));
} finally {
  await world.stop();
  await rm(scratch, { recursive: true, force: true });
}
