import type { PreviewNamespace } from '../../../generator/cluster/preview-namespaces.ts';
import { createMetrics } from '../../../generator/telemetry/metrics.ts';
import { measureOrphans } from '../../../generator/telemetry/orphans.ts';
import { at, now } from '../decided-fixture.ts';

const namespace = (number: number, change: Partial<PreviewNamespace> = {}): PreviewNamespace => ({
  ...{ name: `shop-pr-${number}`, uid: `uid-${number}`, project: 'shop', number: `${number}` },
  ...{ createdAt: at(-90), terminating: false },
  ...change,
});

async function told(
  list: () => Promise<PreviewNamespace[]>,
  records: () => ReadonlyMap<string, unknown> | undefined = () => new Map(),
) {
  const metrics = createMetrics();
  const deps = { namespaces: { list }, records, metrics, now: () => now };
  const failure = await measureOrphans(deps).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { failure, value: (await metrics.orphans.get()).values[0]?.value };
}

describe('namespaces of which Git knows nothing', () => {
  it('are counted an hour after they were made, unless they are going', async () => {
    const all = [
      namespace(1),
      namespace(2),
      namespace(3, { createdAt: at(-30) }),
      namespace(4, { terminating: true }),
      namespace(5),
    ];
    const { value } = await told(
      () => Promise.resolve(all),
      () => new Map([['shop-pr-5', {}]]),
    );
    expect(value).toBe(2);
  });

  it('are not known where the cluster does not say, or Git was not read: that is not none', async () => {
    const refused = await told(() => Promise.reject(new Error('forbidden')));
    expect(refused).toEqual({ failure: new Error('forbidden'), value: NaN });
    const unread = await told(
      () => Promise.resolve([namespace(1)]),
      () => undefined,
    );
    expect(unread.value).toBeNaN();
  });
});
