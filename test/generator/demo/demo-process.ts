import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../../support/source-tree.ts';

export type Visited = {
  readonly status: number;
  /** Which state the status page tells; `undefined`: the app answers. */
  readonly marker: string | undefined;
  readonly text: string;
};

/** `npm run demo` in a process of its own, on free ports, and what people do with it. */
export async function startDemoProcess(variables: Record<string, string> = {}) {
  const parent = await mkdtemp(join(tmpdir(), 'demo-'));
  const data = join(parent, 'data');
  const startedAt = Date.now();
  const { KUBECONFIG: _cluster, DEMO_HOST: _host, ...inherited } = process.env;
  const child = spawn('npm', ['run', '--silent', 'demo'], {
    cwd: repositoryRoot,
    env: { ...inherited, PORT: '0', DATA_DIR: data, ...variables },
    detached: true, // a process group of its own, as a terminal gives it
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const said = () => output.join('');
  const find = (pattern: RegExp) => pattern.exec(said())?.[1] ?? '';
  await printed(child, said, /Ctrl-C ends everything/);
  const page = find(/Open (http:\/\/localhost:\d+) first/);
  const dashboard = find(/Dashboard: +(\S+)/);
  const edgePort = Number(new URL(dashboard).port);

  const isOpen = () => child.exitCode === null && child.signalCode === null;

  const post = async (path: string, fields: Record<string, string> = {}) => {
    const body = new URLSearchParams(fields);
    const answer = await fetch(`${page}${path}`, { method: 'POST', body, redirect: 'manual' });
    expect([path, answer.status]).toEqual([path, 303]);
    return answer.headers.get('location') ?? '';
  };

  return {
    ...{ page, dashboard, startedAt, data, pid: child.pid ?? 0, said },
    preview: find(/First preview: +(\S+)/),
    /** A button on the page of a pull request. */
    press: (number: number, action: string, fields: Record<string, string> = {}) =>
      post(`/acme/shop/pull/${number}/${action}`, fields),
    /** Opens a pull request; answers its number. */
    async open(fields: Record<string, string>): Promise<number> {
      const place = await post('/open', { repository: 'acme/shop', ...fields });
      return Number(/\/pull\/(\d+)/.exec(place)?.[1]);
    },
    async comment(number: number): Promise<string> {
      const answer = await fetch(`${page}/repos/acme/shop/issues/${number}/comments`);
      const comments = (await answer.json()) as { body: string; user: { login: string } }[];
      return comments.find(({ user }) => user.login === 'preview-bot')?.body ?? '';
    },
    async head(number: number): Promise<string> {
      const answer = await fetch(`${page}/repos/acme/shop/pulls/${number}`);
      return ((await answer.json()) as { head: { sha: string } }).head.sha;
    },
    /** What the stand-in for the Kubernetes API answers. */
    async cluster(path: string): Promise<Response> {
      const file = join(data, `demo-${new URL(page).port}`, 'kubeconfig');
      const { clusters } = JSON.parse(await readFile(file, 'utf8')) as {
        clusters: { cluster: { server: string } }[];
      };
      return fetch(`${clusters[0]?.cluster.server ?? ''}${path}`);
    },
    /** By the host, as a browser would; names are not looked up here. */
    visit: (id: string, options: { method?: string; path?: string } = {}): Promise<Visited> =>
      new Promise((resolve, reject) => {
        const host = `${id}.previews.localhost:${edgePort}`;
        const headers = { host, origin: `http://${host}`, accept: 'text/html' };
        const at = { host: '127.0.0.1', port: edgePort, path: '/', headers, ...options };
        request(at, (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            const marker = answer.headers['x-k8s-ee-status'];
            resolve({
              status: answer.statusCode ?? 0,
              marker: Array.isArray(marker) ? marker[0] : marker,
              text: Buffer.concat(chunks).toString(),
            });
          });
        })
          .on('error', reject)
          .end();
      }),
    signal: (signal: NodeJS.Signals) => process.kill(-(child.pid ?? 0), signal),
    /** Ctrl-C, as a terminal sends it. */
    async stop(): Promise<void> {
      if (isOpen()) {
        const closed = once(child, 'close');
        process.kill(-(child.pid ?? 0), 'SIGINT');
        await closed;
      }
      await rm(parent, { recursive: true, force: true });
    },
    ended: async () => {
      if (isOpen()) await once(child, 'close');
    },
  };
}
export type DemoProcess = Awaited<ReturnType<typeof startDemoProcess>>;

async function printed(child: ChildProcess, said: () => string, text: RegExp): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => text.test(said()) && resolve());
    child.once('close', () => reject(new Error(`the demo ended:\n${said()}`)));
  });
}
