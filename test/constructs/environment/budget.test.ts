import type { Chart } from 'cdk8s';
import fc from 'fast-check';
import { Budget } from '../../../constructs/environment/budget.ts';
import { POSTGRESQL_VERSIONS } from '../../../constructs/environment/postgresql-image.ts';
import { Postgresql } from '../../../constructs/environment/postgresql.ts';
import { WebService } from '../../../constructs/environment/web-service.ts';
import { only, render, type KubeObject } from './rendered.ts';
import { allContainers, allowance, thousandths, usage } from './usage.ts';

type Database = { readonly version: string; readonly storage: string; readonly epoch?: number };

/** An environment's workloads with their budget, put together as the chart does. */
function environment(database?: Database): KubeObject[] {
  return render((chart) => {
    addApp(chart, database);
    if (database) new Postgresql(chart, 'postgresql', database);
    const objects = { services: 0, configMaps: 0, secrets: 0, ...(database && Postgresql.objects) };
    new Budget(chart, 'budget', {
      pods: [
        WebService.demand(database !== undefined),
        ...(database ? [Postgresql.demand(database)] : []),
      ],
      objects: { ...objects, services: objects.services + 1 },
    });
  });
}

function addApp(chart: Chart, database: Database | undefined): void {
  new WebService(chart, 'app', {
    name: 'app',
    image: 'registry.example/acme/shop:1',
    port: 3000,
    healthPath: '/',
    variables: [],
    ...(database && { initContainers: [Postgresql.waiting(database.version)] }),
  });
}

const database: fc.Arbitrary<Database> = fc.record({
  version: fc.constantFrom(...POSTGRESQL_VERSIONS),
  storage: fc.oneof(
    fc.integer({ min: 256, max: 100_000 }).map((size) => `${size}Mi`),
    fc.integer({ min: 1, max: 50 }).map((size) => `${size}G`),
    fc.integer({ min: 1000, max: 9999 }).map((size) => `${size / 1000}Gi`),
  ),
  epoch: fc.integer({ min: 1, max: 9 }),
});
const anyEnvironment = fc.option(database, { nil: undefined }).map(environment);

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
    expect(only(environment({ version: '17', storage: '1Gi' }), 'ResourceQuota').spec.hard).toEqual(
      {
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
      },
    );
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
