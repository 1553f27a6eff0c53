import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { renderEnvironment } from '../../apps/environment/render.ts';
import { generousPlatform, recordOf } from '../apps/environment/samples.ts';

/** After how many renders the memory in use is looked at; before the first, everything warms up. */
const SAMPLES = [1000, 4000, 7000, 10_000];
/** From the first sample to the last; what one environment's YAML takes is ten times less than that. */
const MAX_GROWTH = 0.02;

/** Renders environments that all differ, and throws where memory is kept of them. */
export function demandNoGrowth(): void {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const record = recordOf('projectId: shop\ndatabases: {postgresql: true}\n');
  const used: number[] = [];
  for (let i = 1; i <= SAMPLES.at(-1)!; i++) {
    const sha = i.toString(16).padStart(40, '0');
    const number = String(i);
    const source = { ...record.source, sha, branch: `feature/${i}` };
    renderEnvironment({ ...record, number, id: `shop-pr-${i}`, source }, generousPlatform);
    if (!SAMPLES.includes(i)) continue;
    collectGarbage();
    used.push(process.memoryUsage().heapUsed);
  }
  const megabytes = used.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ');
  const growth = used.at(-1)! / used[0]! - 1;
  console.log(
    `heap after ${SAMPLES.join(', ')} renders: ${megabytes} MB (${(growth * 100).toFixed(1)} %)`,
  );
  if (growth > MAX_GROWTH)
    throw new Error(`memory grows: more than ${MAX_GROWTH * 100} % were kept`);
}
