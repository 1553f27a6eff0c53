import fc from 'fast-check';
import {
  largestContainer,
  sumDemand,
  type PodDemand,
} from '../../../constructs/environment/demand.ts';

const size = (cpu: string, memory: string) => ({
  requests: { cpu, memory },
  limits: { cpu, memory },
});
const MI = 2 ** 20;

describe('sumDemand', () => {
  it('is nothing without pods', () => {
    expect(sumDemand([])).toEqual({
      requests: { cpu: 0, memory: 0 },
      limits: { cpu: 0, memory: 0 },
      storage: 0,
      pods: 0,
      claims: 0,
    });
  });

  it('takes a larger init container for the pod, resource by resource', () => {
    const pod: PodDemand = {
      count: 1,
      containers: [size('100m', '10Mi'), size('200m', '10Mi')],
      initContainers: [size('250m', '64Mi'), size('10m', '1Mi')],
      storage: [],
    };
    expect(sumDemand([pod]).limits).toEqual({ cpu: 300, memory: 64 * MI });
  });

  it('counts every pod, and each one its own volumes', () => {
    const pod: PodDemand = {
      count: 3,
      containers: [size('1', '1Mi')],
      initContainers: [],
      storage: ['1Mi', '2Mi'],
    };
    expect(sumDemand([pod, { ...pod, count: 1, storage: [] }])).toEqual({
      requests: { cpu: 4000, memory: 4 * MI },
      limits: { cpu: 4000, memory: 4 * MI },
      storage: 9 * MI,
      pods: 4,
      claims: 6,
    });
  });

  it('is never less than what runs at any moment', () => {
    const container = fc
      .tuple(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 4096 }))
      .map(([cpu, memory]) => ({ cpu, memory, size: size(`${cpu}m`, `${memory}Mi`) }));
    const kind = fc.record({
      count: fc.integer({ min: 1, max: 3 }),
      containers: fc.array(container, { minLength: 1, maxLength: 3 }),
      initContainers: fc.array(container, { maxLength: 3 }),
    });
    // Of every pod, the moment it is in: an init container's turn, or (the last) all containers running.
    const moments = fc.infiniteStream(fc.nat({ max: 3 }));
    fc.assert(
      fc.property(fc.array(kind, { maxLength: 4 }), moments, (kinds, moment) => {
        const running = kinds.flatMap(({ count, containers, initContainers }) =>
          Array.from({ length: count }, () => {
            const turn = initContainers[moment.next().value as number];
            return turn ? [turn] : containers;
          }).flat(),
        );
        const total = sumDemand(
          kinds.map(({ count, containers, initContainers }) => ({
            count,
            containers: containers.map((one) => one.size),
            initContainers: initContainers.map((one) => one.size),
            storage: [],
          })),
        );
        const cpu = running.reduce((sum, one) => sum + one.cpu, 0);
        const memory = running.reduce((sum, one) => sum + one.memory * MI, 0);
        expect(total.limits.cpu).toBeGreaterThanOrEqual(cpu);
        expect(total.requests.memory).toBeGreaterThanOrEqual(memory);
      }),
    );
  });
});

describe('largestContainer', () => {
  it('looks at the limits of init containers too', () => {
    const pod: PodDemand = {
      count: 1,
      containers: [size('100m', '512Mi')],
      initContainers: [{ ...size('10m', '1Mi'), limits: { cpu: '2', memory: '64Mi' } }],
      storage: [],
    };
    expect(largestContainer([pod])).toEqual({ cpu: 2000, memory: 512 * MI });
  });
});
