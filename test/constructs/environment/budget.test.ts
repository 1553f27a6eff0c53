import fc from 'fast-check';
import { Budget } from '../../../constructs/environment/budget.ts';
import {
  Database,
  databaseDemand,
  databaseObjects,
  waitingFor,
} from '../../../constructs/environment/databases/database.ts';
import { databaseKinds, DATABASE_NAMES } from '../../../constructs/environment/databases/kinds.ts';
import type { DatabaseName } from '../../../constructs/environment/databases/kinds.ts';
import { SeedJob } from '../../../constructs/environment/seed-job.ts';
import { sizes, type Size } from '../../../constructs/environment/sizes.ts';
import { WebService } from '../../../constructs/environment/web-service.ts';
import { only, render, type KubeObject } from './rendered.ts';
import { allContainers, allowance, thousandths, usage } from './usage.ts';

type Wanted = {
  readonly databases?: Partial<Record<DatabaseName, { version: string; storage: string }>>;
  readonly epoch?: number;
  readonly services?: number;
  readonly size?: Size;
  readonly migrate?: boolean;
  readonly seed?: boolean;
};

/** An environment's workloads with their budget, put together as the chart does. */
function environment({ databases = {}, epoch = 1, ...wanted }: Wanted = {}): KubeObject[] {
  const names = DATABASE_NAMES.filter((name) => databases[name] !== undefined);
  const chosen = names.map((name) => ({ kind: databaseKinds[name], ...databases[name]! }));
  const apps = Array.from({ length: wanted.services ?? 1 }, (_, index) => ({
    name: `app-${index}`,
    image: 'registry.example/acme/shop:1',
    ...{ port: 3000, healthPath: '/', variables: [], size: wanted.size ?? sizes.app },
    ...(wanted.migrate === true && { migrate: ['migrate'] }),
  }));
  const counts = chosen.map(({ kind }) => databaseObjects(kind, {}));
  const sum = (what: 'services' | 'configMaps' | 'secrets') =>
    counts.reduce((total, one) => total + one[what], 0);
  return render((chart) => {
    for (const one of chosen) new Database(chart, one.kind.name, { ...one, epoch });
    for (const app of apps) {
      const waiting = chosen.map((one) => waitingFor(one.kind, one));
      new WebService(chart, app.name, { ...app, waiting });
    }
    if (wanted.seed) new SeedJob(chart, 'seed', { command: ['seed'], service: apps[0]!, epoch });
    new Budget(chart, 'budget', {
      pods: [
        ...apps.map((app) => WebService.demand(app, chosen.length > 0)),
        ...chosen.map(databaseDemand),
        ...(wanted.seed ? [SeedJob.demand(apps[0]!)] : []),
      ],
      objects: {
        services: apps.length + sum('services'),
        configMaps: sum('configMaps'),
        secrets: sum('secrets'),
      },
    });
  });
}

const storage = fc.oneof(
  fc.integer({ min: 256, max: 100_000 }).map((size) => `${size}Mi`),
  fc.integer({ min: 1, max: 50 }).map((size) => `${size}G`),
  fc.integer({ min: 1000, max: 9999 }).map((size) => `${size / 1000}Gi`),
);
const anyDatabases = fc.subarray([...DATABASE_NAMES]).chain((names) =>
  fc.record(
    Object.fromEntries(
      names.map((name) => [
        name,
        fc.record({
          version: fc.constantFrom(...Object.keys(databaseKinds[name].versions)),
          storage,
        }),
      ]),
    ),
  ),
);
/** From the smallest on, the limits at least the requests. */
const anySize = fc
  .record({
    ...{ cpu: fc.integer({ min: 10, max: 400 }), memory: fc.integer({ min: 16, max: 400 }) },
    ...{ moreCpu: fc.nat(400), moreMemory: fc.nat(400) },
  })
  .map(({ cpu, memory, moreCpu, moreMemory }) => ({
    requests: { cpu: `${cpu}m`, memory: `${memory}Mi` },
    limits: { cpu: `${cpu + moreCpu}m`, memory: `${memory + moreMemory}Mi` },
  }));
const anyEnvironment = fc
  .record({
    size: anySize,
    databases: anyDatabases,
    epoch: fc.integer({ min: 1, max: 9 }),
    services: fc.integer({ min: 1, max: 3 }),
    migrate: fc.boolean(),
    seed: fc.boolean(),
  })
  .map(environment);

describe('the ResourceQuota', () => {
  it('has exactly room for what is rendered, whatever that is', () => {
    fc.assert(
      fc.property(anyEnvironment, (objects) => {
        const none = { secrets: 0n, persistentvolumeclaims: 0n, 'requests.storage': 0n };
        expect(allowance(only(objects, 'ResourceQuota'))).toEqual({
          ...none,
          ...usage(objects),
          'services.nodeports': 0n,
          'services.loadbalancers': 0n,
        });
      }),
    );
  });

  it('is written as people would write it', () => {
    expect(
      only(
        environment({ databases: { postgresql: { version: '17', storage: '1Gi' } } }),
        'ResourceQuota',
      ).spec.hard,
    ).toEqual({
      'requests.cpu': '225m',
      'requests.memory': '576Mi',
      'limits.cpu': '1500m',
      'limits.memory': '1280Mi',
      'requests.storage': '1Gi',
      persistentvolumeclaims: '1',
      pods: '3',
      services: '2',
      'services.nodeports': '0',
      'services.loadbalancers': '0',
      configmaps: '2',
      secrets: '1',
    });
  });
});

describe('the LimitRange', () => {
  it('lets every rendered container and volume in', () => {
    fc.assert(
      fc.property(anyEnvironment, (objects) => {
        const limits = only(objects, 'LimitRange').spec.limits as Bounds[];
        const bounds = limits.find(({ type }) => type === 'Container')!;
        for (const { resources } of allContainers(objects)) {
          for (const what of ['cpu', 'memory']) {
            const [request, limit] = [resources.requests[what]!, resources.limits[what]!];
            expectOrder(bounds.min[what]!, request, limit, bounds.max[what]!);
          }
        }
        const claims = objects.flatMap(({ spec }) => spec?.volumeClaimTemplates ?? []);
        const claimBounds = limits.find(({ type }) => type === 'PersistentVolumeClaim');
        expect(claimBounds !== undefined).toBe(claims.length > 0);
        for (const claim of claims) {
          const { storage } = claim.spec.resources.requests;
          expectOrder(claimBounds!.min.storage!, storage as string, claimBounds!.max.storage!);
        }
      }),
    );
  });

  it('has defaults within its own bounds, or the API server would refuse it', () => {
    fc.assert(
      fc.property(anyEnvironment, (objects) => {
        const [bounds] = only(objects, 'LimitRange').spec.limits as Bounds[];
        for (const what of ['cpu', 'memory']) {
          const [request, limit] = [bounds!.defaultRequest![what]!, bounds!.default![what]!];
          expectOrder(bounds!.min[what]!, request, limit, bounds!.max[what]!);
        }
      }),
    );
  });

  it('allows no container more than the largest rendered one', () => {
    const limits = only(environment(), 'LimitRange').spec.limits as Bounds[];
    expect(limits.map(({ type, max }) => ({ type, max }))).toEqual([
      { type: 'Container', max: { cpu: '500m', memory: '512Mi' } },
    ]);
  });
});

type Values = Readonly<Record<string, string>>;
type Bounds = {
  readonly type: string;
  readonly min: Values;
  readonly max: Values;
  readonly default?: Values;
  readonly defaultRequest?: Values;
};

/** In ascending order; Kubernetes compares whole bytes here, parts of one rounded up. */
function expectOrder(...quantities: readonly string[]): void {
  const values = quantities.map((text) => {
    const exact = thousandths(text);
    return text.endsWith('m') ? exact : ((exact + 999n) / 1000n) * 1000n;
  });
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  expect(values).toEqual(sorted);
}
