import type { ComponentSettings } from '../../../../apps/platform/components/settings.ts';
import { componentRequests } from '../../../../apps/platform/components/sizes-requests.ts';
import { PROFILES } from '../../../../apps/platform/profiles.ts';
import { chartsOf, EVERYTHING, platformWith, valuesOf } from './example-settings.ts';

const settingsOf = (section: object): ComponentSettings => platformWith(section).components!;

const MI: Readonly<Record<string, number>> = { Mi: 1, Gi: 1024 };
const mebibytes = (quantity: string): number => {
  const [, amount = '', unit = ''] = /^(\d+)(Mi|Gi)$/.exec(quantity) ?? [];
  return Number(amount) * MI[unit]!;
};
const memoryOf = (settings: ComponentSettings): number =>
  componentRequests(settings).reduce(
    (sum, { count, memory }) => sum + count * mebibytes(memory),
    0,
  );

describe('what the components ask for', () => {
  it.each(['lean', 'standard'])(
    '%s: is what the charts are told, container by container',
    (profile) => {
      const platform = platformWith({ ...EVERYTHING, profile });
      const text = chartsOf(platform)
        .map(({ chart }) => JSON.stringify(chart.values))
        .join();
      const told = [
        ...text.matchAll(
          /"requests":\{"cpu":"(\w+)","memory":"(\w+)"\},"limits":\{"memory":"(\w+)"\}/g,
        ),
      ].map(([, ...quantities]) => quantities.join(' '));
      // What copies files for a runner ends before it starts; Traefik, generator and sweeper are no charts of ours.
      const apart = new Set(['traefik', 'generator', 'sweeper']);
      const listed = componentRequests(platform.components!)
        .filter(({ component }) => !apart.has(component))
        .map(({ cpu, memory, memoryLimit }) => `${cpu} ${memory} ${memoryLimit}`);
      expect(
        new Set(told.filter((one) => one !== '10m 32Mi 128Mi' || listed.includes(one))),
      ).toEqual(new Set(listed));
    },
  );

  it('lean: with Argo CD, k3s and the system leaves half to previews, and what the profile promises', () => {
    const section = { ...EVERYTHING, runners: undefined };
    const besides = { argocd: 608, k3s: 768 + 140, system: 256, eviction: 256 };
    const all = memoryOf(settingsOf(section)) + Object.values(besides).reduce((a, b) => a + b);
    // Of 8 GiB the kernel keeps some for itself.
    const server = mebibytes(PROFILES.lean.server.memory) * 0.97;
    expect(server - all).toBeGreaterThanOrEqual(4096);
    expect(mebibytes(PROFILES.lean.capacity.memory)).toBeLessThanOrEqual(server - all);
  });

  it('grows with the runners, and with each component that is on', () => {
    const some = (max: number) => memoryOf(settingsOf({ runners: { ...EVERYTHING.runners, max } }));
    expect(some(3) - some(2)).toBe(512 + 256);
    const least = memoryOf(settingsOf({}));
    for (const component of ['certManager', 'externalSecrets', 'monitoring', 'logs']) {
      expect(memoryOf(settingsOf({ components: { [component]: 'off' } }))).toBeLessThan(least);
    }
  });

  it('keeps as much as its volumes hold', () => {
    for (const profile of ['lean', 'standard'] as const) {
      const volumes = componentRequests(settingsOf({ profile })).flatMap(
        ({ storage }) => storage ?? [],
      );
      expect(volumes).toHaveLength(3);
      const values = valuesOf(platformWith({ profile }), 'kube-prometheus-stack');
      for (const volume of volumes.slice(0, 2)) {
        expect(JSON.stringify(values)).toContain(`{"storage":"${volume}"}`);
      }
    }
  });
});
