import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../support/eventually.ts';
import { isGroupRunning } from '../../support/processes.ts';
import { readText } from '../../support/source-tree.ts';
import { startDemoProcess, type DemoProcess } from './demo-process.ts';

let demo: DemoProcess;

beforeAll(async () => {
  demo = await startDemoProcess();
}, 60_000);
afterAll(() => demo.stop());

const says = (number: number, text: string, seconds = 40) =>
  eventually(async () => expect(await demo.comment(number)).toContain(text), seconds * 1_000);

const short = (sha: string) => sha.slice(0, 7);

describe('the demo without a cluster', () => {
  it('brings a first preview within a minute, and says so in the comment', async () => {
    const sha = await demo.head(1);
    await eventually(async () => {
      const { status, marker, text } = await demo.visit('shop-pr-1');
      expect([status, marker]).toEqual([200, undefined]);
      expect(text).toContain(`runs commit <code>${short(sha)}</code>`);
      expect(text).toContain('postgresql');
    }, 60_000);
    const seconds = (Date.now() - demo.startedAt) / 1_000;
    process.stdout.write(`npm run demo → first visible preview: ${seconds.toFixed(1)} s\n`);
    expect(seconds).toBeLessThan(60);
    await says(1, '🟢 Preview ready');
    expect(await (await fetch(demo.page)).text()).toContain(demo.preview);
  }, 70_000);

  it('prints what the quick start shows', () => {
    const withoutPorts = (text: string) => text.replace(/localhost:\d+/g, 'localhost:PORT');
    const shown = /```\n(Open [^`]+)```/.exec(readText('docs/quick-start.md'))?.[1] ?? 'nothing';
    expect(withoutPorts(demo.said())).toContain(withoutPorts(shown));
  });

  it('shows addresses that open in a browser, on its pages and on the dashboard', async () => {
    expect(await demo.comment(1)).toContain('https://shop-pr-1.previews.localhost ');
    const shown = await (await fetch(`${demo.page}/acme/shop/pull/1`)).text();
    expect(shown).toContain(`<a href="${demo.preview}" rel="noreferrer">${demo.preview}</a>`);
    expect(shown).toContain('· the app answers');
    expect(shown).not.toContain('href="https://shop-pr-1');
    for (const path of ['/', '/environments/shop-pr-1']) {
      const board = await (await fetch(`${demo.dashboard}${path}`)).text();
      expect(board.replaceAll('/"', '"')).toContain(`href="${demo.preview}"`);
      expect(board).not.toContain('https://shop-pr-1.previews.localhost');
    }
  });

  it('serves the old commit until the new one answers', async () => {
    const before = await demo.head(1);
    await demo.press(1, 'push', { config: 'valid', app: 'runs' });
    const sha = await demo.head(1);
    expect(sha).not.toBe(before);
    const seen = new Set<string>();
    await eventually(async () => {
      const { text } = await demo.visit('shop-pr-1');
      const commit = /runs commit <code>(\w+)</.exec(text)?.[1] ?? 'none';
      seen.add(commit);
      expect(commit).toBe(short(sha));
    }, 30_000);
    expect([...seen]).toEqual([short(before), short(sha)]);
    await says(1, `${short(sha)} runs and answers`);
  }, 60_000);

  it('tells why a commit crashes, with the last line of its log, while the one before answers', async () => {
    const before = short(await demo.head(1));
    await demo.press(1, 'push', { config: 'valid', app: 'crashes' });
    await says(1, '**app**: It ended with exit code 1');
    expect(await demo.comment(1)).toContain(`${before} still answers`);
    await eventually(async () => {
      const board = await (await fetch(`${demo.dashboard}/environments/shop-pr-1`)).text();
      expect(board).toContain('Error: crash: the table carts has no column price');
    });
    expect((await demo.visit('shop-pr-1')).text).toContain(`<code>${before}</code>`);
  }, 60_000);

  it('tells that an image is missing, also of a first commit, where nothing answers', async () => {
    const number = await demo.open({ title: 'Not built', config: 'valid', app: 'unbuilt' });
    await says(number, 'cannot be pulled: the registry has no such image');
    expect(await demo.comment(number)).toContain('🔴 Preview failed');
    expect(await demo.visit(`shop-pr-${number}`)).toMatchObject({ status: 503, marker: 'failed' });
  }, 60_000);

  it('runs what a k8s-ee.yaml says, service by service', async () => {
    const text = [
      ...['projectId: shop', 'services:', '  web:', '    app: { port: 8080 }'],
      ...['  api:', '    app: { port: 8080, command: [npm, run, crash] }'],
      ...['databases: { redis: true }', ''],
    ].join('\n');
    const number = await demo.open({ title: 'Two services', text });
    await says(number, '**service api**: It ended with exit code 1');
    const { text: page } = await demo.visit(`shop-pr-${number}`);
    expect(page).toContain('redis');
    expect((await demo.visit(`shop-pr-${number}-api`)).marker).toBeDefined();
  }, 60_000);

  it('puts it to sleep, and a visit wakes it', async () => {
    await demo.press(1, 'push', { config: 'valid', app: 'runs' });
    await says(1, 'runs and answers');
    await demo.press(1, 'comment', { body: '/preview sleep' });
    await says(1, '💤 Preview asleep');
    await eventually(async () => {
      expect(await demo.visit('shop-pr-1')).toMatchObject({ status: 503, marker: 'sleeping' });
    }, 20_000);
    const pods = await (await demo.cluster('/api/v1/namespaces/shop-pr-1/pods')).json();
    expect(pods).toMatchObject({ items: [] });
    const woken = await demo.visit('shop-pr-1', { method: 'POST', path: '/.k8s-ee/wake' });
    expect(woken.status).toBe(202);
    await eventually(async () => {
      expect((await demo.visit('shop-pr-1')).marker).toBeUndefined();
    }, 30_000);
    await says(1, '🟢 Preview ready');
  }, 90_000);

  it('removes what is closed: namespace, comment, status page', async () => {
    expect((await demo.cluster('/api/v1/namespaces/shop-pr-1')).status).toBe(200);
    await demo.press(1, 'close');
    await says(1, '⚫ Preview removed');
    const namespace = await demo.cluster('/api/v1/namespaces/shop-pr-1');
    expect([namespace.status, await namespace.json()]).toEqual([
      404,
      expect.objectContaining({ reason: 'NotFound' }),
    ]);
    expect(await demo.visit('shop-pr-1')).toMatchObject({ status: 410, marker: 'destroyed' });
    await demo.press(1, 'reopen');
    await says(1, '🟢 Preview ready');
  }, 90_000);

  it('keeps its port and its files from a second demo', async () => {
    const port = new URL(demo.page).port;
    const second = startDemoProcess({ PORT: port, DATA_DIR: demo.data });
    await expect(second).rejects.toThrow(`is PORT ${port} taken?`);
    expect((await demo.cluster('/api/v1/namespaces/shop-pr-1')).status).toBe(200);
  }, 60_000);

  it('leaves no process and no directory behind after ctrl-C', async () => {
    expect(existsSync(demo.data)).toBe(true);
    demo.signal('SIGINT');
    await demo.ended();
    await eventually(() => expect(isGroupRunning(demo.pid)).toBe(false));
    expect(existsSync(demo.data)).toBe(false);
  }, 60_000);
});

describe('the demo with a KUBECONFIG', () => {
  it('runs without that cluster, and says that nothing is known of it', async () => {
    const other = await startDemoProcess({ KUBECONFIG: '/nonexistent/kubeconfig' });
    await eventually(async () => {
      expect(await other.comment(1)).toContain('whether it runs is not known');
    }, 30_000);
    expect(other.said()).toContain('unset it to see a stand-in');
    expect(await other.visit('shop-pr-1')).toMatchObject({ status: 503, marker: 'deploying' });
    await sleep(100);
    other.signal('SIGINT');
    await other.ended();
    expect(existsSync(other.data)).toBe(false);
    await other.stop();
  }, 90_000);
});
