import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { freePort } from './support/free-port.ts';
import { readText, repositoryRoot } from './support/source-tree.ts';

/** k8s-ee.yaml of this project, with a directory of this machine in the place of the pod's. */
const fileWith = (data: string) =>
  parse(readText('k8s-ee.yaml').replaceAll('/data', data)) as {
    app: { command: string[]; healthPath: string };
    migrate: [string, ...string[]];
    env: Record<string, string>;
  };

it('the preview of this project prepares its repository and shows the dashboard', async () => {
  const data = await mkdtemp(join(tmpdir(), 'own-preview-'));
  const { app, migrate, env } = fileWith(data);
  const port = String(await freePort());
  const environment = { PATH: process.env.PATH, ...env, PORT: port, STATUS_PORT: '0' };
  const [program, ...words] = migrate;
  // As a pod that starts once more does.
  for (let times = 0; times < 2; times++) {
    await promisify(execFile)(program, words, { cwd: data, env: environment });
  }
  const source = (word: string) =>
    word.replace('node build/generator/main.js', 'node --import tsx generator/main.ts');
  const [shell = '', ...rest] = app.command.map(source);
  const child = spawn(shell, rest, { cwd: repositoryRoot, env: environment, stdio: 'ignore' });
  try {
    const get = async (path: string) =>
      fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    for (let left = 200; left > 0 && (await get('/'))?.status !== 200; left--) await sleep(100);
    expect((await get(app.healthPath))?.status).toBe(200);
    const page = await get('/');
    expect([page?.status, page?.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
  } finally {
    child.kill();
    await once(child, 'close');
    await rm(data, { recursive: true, force: true, maxRetries: 3 });
  }
});
