import type { KubernetesObject } from '@kubernetes/client-node';
import { only } from '../constructs/environment/rendered.ts';
import { describeWithoutPods, readBed } from './support/bed.ts';
import { connectCluster, type Cluster, type Pod } from './support/cluster.ts';
import { say } from './support/measure.ts';
import { quotaCases, slackOf, type QuotaCase } from './support/quota-cases.ts';
import { until } from './support/wait.ts';

/** As many as the fake machines have room for. */
const BATCH = 8;
const MOST_SLACK = 0.25;

type Quota = KubernetesObject & { readonly status?: { readonly used?: Record<string, string> } };
type Event = KubernetesObject & { readonly reason?: string; readonly message?: string };
type PlacedPod = Pod & { readonly spec: { readonly nodeName?: string } };

describeWithoutPods(
  'the quota of an environment, on a real API server with real controllers',
  () => {
    let cluster: Cluster;
    const cases = quotaCases();
    const batches = Array.from({ length: Math.ceil(cases.length / BATCH) }, (_, at) =>
      cases.slice(at * BATCH, (at + 1) * BATCH),
    );
    const most: Record<string, number> = {};

    beforeAll(() => {
      cluster = connectCluster(readBed(process.env).kubeconfig);
    });
    afterAll(() => {
      const table = Object.entries(most).map(
        ([key, slack]) => `${key} ${(slack * 100).toFixed(1)} %`,
      );
      say(`       ${cases.length} environments; most slack: ${table.join(', ')}`);
    });

    it('covers all combinations of databases', () => {
      expect(cases).toHaveLength(96);
      expect(new Set(cases.map(({ namespace }) => namespace)).size).toBe(96);
    });

    it.each(batches.map((batch) => ({ batch, first: batch[0]?.what })))(
      'admits every pod, also during a push, and is no more than a quarter above the need: $first …',
      async ({ batch }) => {
        try {
          await Promise.all(batch.map(admit));
        } finally {
          await Promise.all(
            batch.map(({ namespace: name }) =>
              cluster.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
            ),
          );
          for (const { namespace } of batch) {
            await wait(
              namespace,
              'no pod',
              async () => (await cluster.pods(namespace)).length === 0,
              60,
            );
          }
        }
      },
    );

    async function admit({ namespace, objects, pushed, pods, what }: QuotaCase): Promise<void> {
      for (const object of objects) await cluster.create(object);
      for (const { kind, metadata } of objects) {
        if (kind !== 'ExternalSecret') continue;
        // What External Secrets would make of it.
        await cluster.create({
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { ...metadata, namespace },
        });
      }
      await placed(namespace, pods.before);
      for (const object of pushed) await cluster.merge(object);
      await placed(namespace, pods.after);
      const tight = (used: Record<string, string>) => loose(slackOf(objects, used)).length === 0;
      const used = await counted(namespace, pods.after, tight).catch(async () => {
        // Under load its count may lag, until the controller counts anew: every five minutes, or now.
        const { apiVersion, kind, metadata } = only(objects, 'ResourceQuota');
        const spec = { hard: { 'count/cronjobs.batch': '0' } };
        await cluster.merge({ apiVersion, kind, metadata, spec } as KubernetesObject);
        return counted(namespace, pods.after, tight).catch(() =>
          counted(namespace, pods.after, () => true),
        );
      });
      const slack = slackOf(objects, used);
      for (const [key, one] of Object.entries(slack)) most[key] = Math.max(most[key] ?? 0, one);
      expect({ what, loose: loose(slack) }).toEqual({ what, loose: [] });
    }

    const loose = (slack: Record<string, number>) =>
      Object.entries(slack).filter(([, one]) => one > MOST_SLACK);

    /** Resolves with what the quota says is used, once it counts so many pods and all else that is there. */
    const counted = (
      namespace: string,
      count: number,
      all: (used: Record<string, string>) => boolean,
    ): Promise<Record<string, string>> =>
      wait(
        namespace,
        'a quota that counts them all',
        async () => {
          const metadata = { name: 'environment', namespace };
          const quota = await cluster.read<Quota>('v1', 'ResourceQuota', metadata);
          const used = quota?.status?.used;
          return used?.pods === String(count) && all(used) && used;
        },
        20,
      );

    /** Resolves once so many pods are there and have a machine. */
    async function placed(namespace: string, count: number): Promise<void> {
      await wait(
        namespace,
        `${count} pods, each on a machine`,
        async () => {
          const pods = (await cluster.pods(namespace)) as PlacedPod[];
          return pods.length === count && pods.every(({ spec }) => spec.nodeName);
        },
        90,
      );
    }

    const wait = <T>(
      namespace: string,
      what: string,
      look: () => Promise<T | undefined | false>,
      seconds: number,
    ) =>
      until(`${namespace}: ${what}`, look, {
        seconds,
        explain: async () => {
          const events = await cluster.list<Event>('v1', 'Event', { namespace });
          const pods = await cluster.pods(namespace);
          return [
            `pods: ${pods.map(({ metadata, status }) => `${metadata?.name} ${status?.phase}`).join(', ')}`,
            ...events
              .filter(({ reason = '' }) => /Fail/.test(reason))
              .map(({ reason, message }) => `${reason}: ${message}`),
          ].join('\n');
        },
      });
  },
);
