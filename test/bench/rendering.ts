import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { renderEnvironment } from '../../apps/environment/render.ts';
import { fullConfig, generousPlatform, recordOf } from '../apps/environment/samples.ts';
import { mustBeThere, onPath } from '../static/tool.ts';
import { writeChart } from './helm-chart.ts';
import { median, show, timed } from './timing.ts';

const ROUNDS = 15;
const RENDERS_A_ROUND = 10;
/** A floor for the largest environment on a machine that is busy; the figures are for people. */
const LEAST_RATIO = 3;

/** Rendering in process beside `helm template` of a chart with the same objects, turn by turn. */
export async function compareWithHelm(): Promise<void> {
  const helm = onPath('helm');
  if (!helm && mustBeThere)
    throw new Error('helm is not on the PATH: install it with .ci/tools.sh');
  if (!helm)
    console.log('helm template: left out, helm is not on the PATH; .ci/tools.sh installs it');
  await compare('an app alone', 'projectId: shop\n', helm);
  await compare(
    'an app and its database',
    'projectId: shop\ndatabases: {postgresql: true}\n',
    helm,
  );
  await compare('everything there is', fullConfig, helm);
}

async function compare(what: string, text: string, helm: boolean): Promise<void> {
  const record = recordOf(text);
  const render = () => renderEnvironment(record, generousPlatform);
  const chart = mkdtempSync(join(tmpdir(), 'chart-'));
  try {
    const { files, objects } = render();
    writeChart(chart, record, files);
    const template = () =>
      execFileSync('helm', ['template', 'preview', chart], { encoding: 'utf8' });
    if (helm) demandSame(template(), objects);
    const times = { render: [] as number[], helm: [] as number[] };
    for (let round = 0; round < ROUNDS; round++) {
      if (helm) times.helm.push(await timed(template));
      for (let i = 0; i < RENDERS_A_ROUND; i++) times.render.push(await timed(render));
    }
    show(`render ${what}, in process`, median(times.render));
    if (!helm) return;
    show(`helm template of ${what}`, median(times.helm));
    const ratio = median(times.helm) / median(times.render);
    console.log(`  ${ratio.toFixed(1)} times as fast as helm`);
    if (ratio < LEAST_RATIO) throw new Error(`expected at least ${LEAST_RATIO} times`);
  } finally {
    rmSync(chart, { recursive: true, force: true });
  }
}

/** Else it would be another chart's time. */
function demandSame(output: string, objects: readonly object[]): void {
  const sorted = (values: readonly unknown[]) =>
    values.map((value) => JSON.stringify(value)).sort();
  const made = parseAllDocuments(output, { version: '1.1' }).map((document): unknown =>
    document.toJS(),
  );
  if (isDeepStrictEqual(sorted(made), sorted(objects))) return;
  throw new Error('helm template of the chart makes other objects than rendering does');
}
