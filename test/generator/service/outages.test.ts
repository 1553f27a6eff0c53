import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SECRET, startWorld, type World } from '../../support/world.ts';
import { repositoryRoot } from '../../support/source-tree.ts';

let world: World;
afterEach(() => world.stop());

async function readyz(): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${world.generator().port}/readyz`);
  return { status: response.status, text: await response.text() };
}

async function deployed(): Promise<string> {
  const { pull } = await world.github.openPullRequest('acme/shop');
  await world.until('the environment', () => world.record(1));
  return pull.head.sha;
}

describe('what does not answer at start', () => {
  it('Git: tried again, and /readyz says why', async () => {
    world = await startWorld({ startGenerator: false });
    world.gitops.server.setFailure(503);
    const generator = await world.start();
    await world.until('the reason', async () => /git.*503/s.test((await readyz()).text));
    expect((await readyz()).status).toBe(503);
    world.gitops.server.setFailure(undefined);
    await generator.ready();
    expect((await readyz()).status).toBe(200);
  });

  it('GitHub: tried again, and /readyz says why', async () => {
    world = await startWorld({ startGenerator: false });
    const end = world.github.fail({ status: 502 });
    const generator = await world.start();
    await world.until('the reason', async () => /github.*502/s.test((await readyz()).text));
    expect((await readyz()).status).toBe(503);
    end();
    await generator.ready();
    expect((await readyz()).status).toBe(200);
  }, 60_000);

  it('platform.yaml invalid: refuses to run and names every problem with its line', async () => {
    world = await startWorld({ startGenerator: false });
    const policy = 'policy: { forks: trust, access: everybody }';
    const text = `${world.platformText.replace(/^policy: .*$/m, policy)}unheard: of\n`;
    await world.gitops.person.push('main', { 'platform.yaml': text });
    const generator = await world.start();
    await expect(generator.ready()).rejects.toThrow(
      /line 4.*policy\.forks.*\n.*policy\.access.*\n.*line 8.*unheard/s,
    );
  });
});

describe('GitHub does not tell', () => {
  it.each([404, 403, 500])(
    '%i for everything: nothing is changed or removed',
    async (status) => {
      world = await startWorld();
      const sha = await deployed();
      const end = world.github.fail({ status });
      await world.github.close('acme/shop', 1);
      await world.until('the doubt', () =>
        world.logged.some((line) => line.includes('"rule":"pull-request-unknown"')),
      );
      expect(await world.record(1)).toContain('state: active');
      expect(await world.read('environments/shop/pr-1/manifests/app.yaml')).toContain(sha);
      end();
      await world.until('the end', async () => (await world.record(1))?.includes('destroying'), 30);
    },
    60_000,
  );

  it('another repository under the same name: kept, with an alarm', async () => {
    world = await startWorld();
    await deployed();
    world.github.repository('acme/shop').id = 4711;
    await world.github.close('acme/shop', 1);
    await world.until('the alarm', () =>
      world.logged.some((line) => line.includes('"rule":"repository-changed"')),
    );
    expect(await world.record(1)).toContain('state: active');
  });
});

describe('the generator goes away', () => {
  it('a close that was lost meanwhile is found by the sweep of the next start', async () => {
    world = await startWorld();
    await deployed();
    await world.generator().stop();
    await world.github.close('acme/shop', 1);
    await (await world.start()).ready();
    await world.until('the end', async () => (await world.record(1))?.includes('destroying'));
  });

  it('stopped right after a delivery, it still pushes what it accepted', async () => {
    world = await startWorld();
    const { deliveries } = await world.github.openPullRequest('acme/shop');
    expect(deliveries.map(({ status }) => status)).toEqual([202]);
    await world.generator().stop();
    expect(await world.record(1)).toContain('state: active');
  });

  it('the process ends with 0 at SIGTERM, and with 1 and every problem for bad settings', async () => {
    world = await startWorld({ startGenerator: false });
    const run = (env: Record<string, string>) => {
      const child = spawn('node', ['--import', 'tsx', 'generator/main.ts'], {
        cwd: repositoryRoot,
        env: { PATH: process.env.PATH, ...env },
      });
      const lines: string[] = [];
      child.stdout.on('data', (chunk) => lines.push(String(chunk)));
      child.stderr.on('data', (chunk) => lines.push(String(chunk)));
      return { child, lines, code: once(child, 'close').then(([code]) => code as number | null) };
    };
    const good = run({
      GITOPS_REPOSITORY_URL: world.gitops.url,
      GITHUB_WEBHOOK_SECRET: SECRET,
      GITHUB_TOKEN: 'generator-token',
      PORT: '0',
      STATUS_PORT: '0',
      DATA_DIR: join(world.gitops.directory, 'process'),
      KUBERNETES: 'off',
    });
    await world.until('ready', () => good.lines.join('').includes('"msg":"ready"'));
    good.child.kill('SIGTERM');
    expect(await good.code).toBe(0);
    expect(good.lines.join('')).not.toContain('generator-token');

    const bad = run({ PORT: 'eighty' });
    expect(await bad.code).toBe(1);
    expect(bad.lines.join('')).toMatch(/GITOPS_REPOSITORY_URL[^]*PORT[^]*eighty/);
  });
});
