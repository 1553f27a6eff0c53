import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from '../../e2e/support/wait.ts';

/** An exporter that runs for a while. */
export type Running = {
  /** What it answers at `/metrics`. */
  metrics(): Promise<string>;
  /** The newest of what it printed. */
  log(): string;
  stop(): Promise<void>;
};

/** Starts a program that serves its metrics on a port of 127.0.0.1, and waits until it does. */
export async function startExporter(
  program: string,
  flags: readonly string[],
  { port, environment = {} }: { port: number; environment?: Readonly<Record<string, string>> },
): Promise<Running> {
  const env = { ...process.env, ...environment };
  const child = spawn(program, flags, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-20_000)));
  }
  const ended = once(child, 'exit');
  ended.catch(() => undefined);
  await once(child, 'spawn');
  const metrics = () => scrape(`http://127.0.0.1:${port}/metrics`);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  try {
    await until(`${program} serves its metrics`, async () => (await metrics()) !== '', {
      seconds: 60,
      explain: async () => log,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { metrics, log: () => log, stop };
}

/** The text of an exporter. */
export async function scrape(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response.text();
}
