import fc from 'fast-check';
import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import { demandsOf } from '../../../apps/environment/demands.ts';
import { leavingPods } from '../../../apps/environment/leaving.ts';
import { sumDemand } from '../../../constructs/environment/demand.ts';
import { recordOf } from './samples.ts';

const config = (memory: number, cpu = 100) =>
  `projectId: shop
resources: {requests: {cpu: ${cpu}m, memory: ${memory}Mi}, limits: {cpu: ${cpu}m, memory: ${memory}Mi}}
`;
const record = (memory: number, cpu?: number) => recordOf(config(memory, cpu));

/** The record of the next push. */
function pushed(previous: EnvironmentRecord, memory: number, cpu?: number): EnvironmentRecord {
  const next = record(memory, cpu);
  return { ...next, data: { ...next.data, leaving: leavingPods(next.config, previous) } };
}
const memoryOf = (one: EnvironmentRecord) =>
  sumDemand(demandsOf(one).pods).requests.memory / 2 ** 20;

describe('room for the pods that leave', () => {
  it('is kept for what asked for more, beside its successor', () => {
    expect(memoryOf(record(64))).toBe(128);
    const smaller = pushed(record(256), 64);
    expect(smaller.data.leaving).toEqual({
      app: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '100m', memory: '256Mi' } },
    });
    expect(memoryOf(smaller)).toBe(256 + 64);
  });

  it('is no more than for two of the larger one otherwise', () => {
    expect(leavingPods(record(256).config, record(64))).toEqual({});
    expect(leavingPods(record(64).config, record(64))).toEqual({});
    expect(leavingPods(record(64).config, undefined)).toEqual({});
  });

  it('stays over pushes until what asked for more is gone', () => {
    const third = pushed(pushed(record(256), 64), 32);
    expect(memoryOf(third)).toBe(256 + 32);
    expect(leavingPods(third.config, { ...pushed(record(256), 64), state: 'sleeping' })).toEqual(
      {},
    );
  });

  it('is room for any version before beside the newest', () => {
    const size = fc.record({
      memory: fc.integer({ min: 16, max: 512 }),
      cpu: fc.integer({ min: 10, max: 500 }),
    });
    fc.assert(
      fc.property(fc.array(size, { minLength: 2, maxLength: 5 }), (sizes) => {
        const [first, ...rest] = sizes;
        const last = rest.reduce(
          (previous, { memory, cpu }) => pushed(previous, memory, cpu),
          record(first!.memory, first!.cpu),
        );
        const { requests, pods } = sumDemand(demandsOf(last).pods);
        const newest = sizes.at(-1)!;
        expect(pods).toBe(2);
        for (const { memory, cpu } of sizes) {
          expect(requests.memory).toBeGreaterThanOrEqual((memory + newest.memory) * 2 ** 20);
          expect(requests.cpu).toBeGreaterThanOrEqual(cpu + newest.cpu);
        }
      }),
    );
  });
});
