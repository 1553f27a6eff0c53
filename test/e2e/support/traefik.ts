import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { freePort } from '../../support/free-port.ts';
import { describeWithPods } from './bed.ts';

/** Path of Traefik; without it the scenarios that need it are left out. */
const program = process.env.TRAEFIK ?? '';

const lacking = program === '' ? ' (TRAEFIK is not set)' : '';
const describeOrLeaveOut = lacking === '' ? describeWithPods : describe.skip;

/** Scenarios with real pods behind a real Traefik: with `TRAEFIK` and `E2E_REAL_NODE=1`. */
export function describeWithTraefik(name: string, scenarios: () => void): void {
  describeOrLeaveOut(`${name}${lacking}`, scenarios);
}

export type Visit = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** A Traefik that follows the cluster, on ports of 127.0.0.1. */
export type Traefik = {
  /** `host:port` of its metrics. */
  readonly metrics: string;
  /** Asks for a path of a host, over TLS that has to be right. `tls: 'any'`: the certificate may be another's. */
  visit(host: string, path?: string, tls?: 'any'): Promise<Visit>;
  /** The newest of what it printed. */
  log(): string;
  stop(): Promise<void>;
};

/** `flags`: beside its ports; `ca`: of the certificate that it shows, as PEM. */
export async function startTraefik(
  kubeconfig: string,
  { flags, ca }: { readonly flags: readonly string[]; readonly ca: string },
): Promise<Traefik> {
  const [web, websecure, metrics] = [await freePort(), await freePort(), await freePort()];
  const own = Object.entries({ web, websecure, metrics }).map(
    ([name, port]) => `--entryPoints.${name}.address=127.0.0.1:${port}`,
  );
  const child = spawn(program, [...own, ...flags], {
    env: { ...process.env, KUBECONFIG: kubeconfig },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-20_000)));
  }
  await once(child, 'spawn');
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return {
    metrics: `127.0.0.1:${metrics}`,
    visit: (host, path = '/', tls = undefined) =>
      visit({ port: websecure, host, path, ...(tls ? { rejectUnauthorized: false } : { ca }) }),
    log: () => log,
    stop,
  };
}

function visit({ host, ...to }: RequestOptions & { host: string }): Promise<Visit> {
  const options: RequestOptions = {
    ...{ ...to, host: '127.0.0.1', servername: host, agent: false },
    headers: { host, accept: 'application/json' },
    signal: AbortSignal.timeout(5_000),
  };
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    sent.on('error', reject).end();
  });
}
