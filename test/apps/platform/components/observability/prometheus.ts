import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../../support/eventually.ts';
import { freePort } from '../../../../support/free-port.ts';
import { risen } from './exposition.ts';
import { recorded, targetLabels, TARGETS } from './targets.ts';

/** Whether Prometheus, of Debian's package of that name, can be run here. */
export function hasPrometheus(): boolean {
  try {
    execFileSync('prometheus', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export type Series = {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
};
type Rule = { readonly name: string; readonly health: string; readonly lastError?: string };

export type Prometheus = {
  /** What it answers to a query now; throws where it cannot read it. */
  query(expr: string): Promise<readonly Series[]>;
  /** Every rule with how its last computation went. */
  rules(): Promise<readonly Rule[]>;
  stop(): Promise<void>;
};

const SCRAPES = 4;

/** Starts Prometheus, has it read all recordings as it would read who told them, and itself. */
export async function startPrometheus(groups: readonly object[]): Promise<Prometheus> {
  const exporters = await serveRecordings();
  const directory = await mkdtemp(join(tmpdir(), 'prometheus-'));
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  await writeFile(join(directory, 'rules.yaml'), JSON.stringify({ groups }));
  const configuration = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ['rules.yaml'],
    scrape_configs: [...scrapes(exporters), itself(address)],
  };
  await writeFile(join(directory, 'prometheus.yaml'), JSON.stringify(configuration));
  const program = spawn(
    'prometheus',
    [
      `--config.file=${join(directory, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      '--storage.tsdb.retention.size=1GB',
      `--web.listen-address=${address}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => program.once('exit', resolve));

  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(`http://${address}/api/v1/${path}`);
    const answer = (await response.json()) as { status: string; error?: string; data: T };
    if (answer.status !== 'success') throw new Error(answer.error);
    return answer.data;
  };
  const query = async (expr: string) => {
    const search = new URLSearchParams({ query: expr }).toString();
    return (await get<{ result: Series[] }>(`query?${search}`)).result;
  };
  const rules = async () =>
    (await get<{ groups: { rules: Rule[] }[] }>('rules')).groups.flatMap((group) => group.rules);
  const stop = async () => {
    program.kill();
    await ended;
    exporters.close();
    await rm(directory, { recursive: true });
  };
  try {
    await eventually(async () => {
      const seen = await query(`count(count_over_time(up[5m]) >= ${SCRAPES} and up == 1)`);
      expect(Number(seen[0]?.value[1])).toBe(configuration.scrape_configs.length);
    }, 60_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return { query, rules, stop };
}

async function serveRecordings(): Promise<Server> {
  const texts = new Map(TARGETS.map((target) => [`/${target.file}`, recorded(target)]));
  let times = 0;
  const server = createServer(({ url = '' }, response) => {
    times += 1;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(risen(texts.get(url) ?? '', times));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function scrapes(server: Server): object[] {
  const { port } = server.address() as AddressInfo;
  return TARGETS.map((target) => ({
    job_name: target.file,
    metrics_path: `/${target.file}`,
    honor_labels: target.honorLabels,
    static_configs: [{ targets: [`127.0.0.1:${port}`], labels: targetLabels(target) }],
  }));
}

function itself(address: string): object {
  const labels = { namespace: 'observability', pod: 'prometheus-kps-prometheus-0' };
  return { job_name: 'kps-prometheus', static_configs: [{ targets: [address], labels }] };
}
