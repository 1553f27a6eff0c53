import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.ts';
import { until } from './wait.ts';

/** A Prometheus that reads one exporter every second, as our PodMonitor has it read Traefik. */
export async function startPrometheus(target: string) {
  const directory = await mkdtemp(join(tmpdir(), 'prometheus-'));
  const file = join(directory, 'prometheus.yml');
  await writeFile(
    file,
    JSON.stringify({
      global: { scrape_interval: '1s' },
      scrape_configs: [
        { job_name: 'traefik', honor_labels: true, static_configs: [{ targets: [target] }] },
      ],
    }),
  );
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=${address}`,
    ],
    { stdio: 'ignore' },
  );
  await once(child, 'spawn');
  const ended = once(child, 'exit');
  const url = `http://${address}`;
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await until('Prometheus is ready', async () => (await fetch(`${url}/-/ready`)).ok, {
      seconds: 30,
      explain: async () => url,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}
