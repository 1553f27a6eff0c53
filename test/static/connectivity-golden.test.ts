import { renderEnvironment } from '../../apps/environment/render.ts';
import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import { DATABASE_NAMES } from '../../constructs/environment/databases/kinds.ts';
import { fullConfig, generousPlatform, recordOf } from '../apps/environment/samples.ts';
import { expectGolden } from '../support/golden-files.ts';
import { matrixOf, familyOf } from './matrix.ts';
import { ANALYZER, connectionsIn, type Connection } from './network-config-analyzer.ts';
import { standInObjects } from './stand-ins.ts';
import { describeWith } from './tool.ts';

const withDatabases = 'projectId: shop\ndatabases: {postgresql: true, redis: true}\n';
const neighbour = { number: '8', id: 'shop-pr-8' };

function manifests(text: string, change: Partial<EnvironmentRecord> = {}): string[] {
  const { files } = renderEnvironment(recordOf(text, change), generousPlatform);
  return files.filter(({ path }) => path.startsWith('manifests/')).map(({ content }) => content);
}

/** Reviewed as tables; `npm run golden` rewrites them. */
describeWith(ANALYZER, 'test/golden/connectivity', () => {
  it.each<[string, readonly string[]]>([
    ['app-only', manifests('projectId: shop\n')],
    ['full', manifests(fullConfig)],
    ['two-environments', [...manifests(withDatabases), ...manifests(withDatabases, neighbour)]],
  ])('%s', (name, streams) => {
    const connections = connectionsIn([...streams, standInObjects()]);
    // What no golden file may say, whoever writes it anew.
    expect(connections.filter((one) => !mayBe(one))).toEqual([]);
    const path = `test/golden/connectivity/${name}.txt`;
    expectGolden([{ path, content: matrixOf(name, connections) }]);
  });
});

function mayBe({ from, to, what }: Connection): boolean {
  const [home, target] = [from, to].map((end) => end.split('/')[0]!);
  const isEnvironment = (end: string) => end.includes('-pr-');
  if (home === target) return !isEnvironment(home!) || !isDatabase(from);
  if (isEnvironment(target!)) {
    return ['kube-system/traefik', 'observability/prometheus'].includes(from) && !isDatabase(to);
  }
  if (!isEnvironment(home!)) return true;
  if (isDatabase(from)) return false;
  return familyOf(to) !== undefined || (to === 'kube-system/dns' && what === '53+udp');
}

function isDatabase(end: string): boolean {
  return DATABASE_NAMES.some((name) => end.endsWith(`/${name}`));
}
