import fc from 'fast-check';
import { plus, share, ZERO, type Amount } from '../../../../generator/reconcile/capacity/amount.ts';
import {
  AGED_MS,
  fairOrder,
  type Waiting,
} from '../../../../generator/reconcile/capacity/order.ts';
import { now } from '../../decided-fixture.ts';

const whole: Amount = { cpu: 100, memory: 100, storage: 100, pods: 100, environments: 100 };
const amount = fc.record({
  cpu: fc.integer({ min: 1, max: 40 }),
  memory: fc.integer({ min: 1, max: 40 }),
  storage: fc.integer({ min: 0, max: 40 }),
  pods: fc.integer({ min: 1, max: 4 }),
  environments: fc.constant(1),
});
const waitingOnes = fc
  .array(
    fc.record({
      project: fc.constantFrom('shop', 'blog', 'api'),
      waited: fc.integer({ min: 0, max: 2 * AGED_MS }),
      need: amount,
    }),
    { maxLength: 12 },
  )
  .map((ones) =>
    ones.map(({ project, waited, need }, index): Waiting => ({
      ...{ id: `${project}-pr-${index}`, project, need },
      since: now.getTime() - waited,
    })),
  );
const usedBy = fc.dictionary(fc.constantFrom('shop', 'blog'), amount);

const always = (holds: (waiting: Waiting[], used: Map<string, Amount>) => void) =>
  fc.assert(
    fc.property(waitingOnes, usedBy, (waiting, used) =>
      holds(waiting, new Map(Object.entries(used))),
    ),
    { numRuns: 1_000 },
  );

describe('the order of those who wait', () => {
  it('names everybody once, whatever order they are given in', () => {
    always((waiting, used) => {
      const order = fairOrder(waiting, { used, whole, now });
      expect(order.map(({ id }) => id).sort()).toEqual(waiting.map(({ id }) => id).sort());
      expect(fairOrder([...waiting].reverse(), { used, whole, now })).toEqual(order);
    });
  });

  it('begins with those who waited long, by time alone', () => {
    always((waiting, used) => {
      const order = fairOrder(waiting, { used, whole, now });
      const long = waiting.filter(({ since }) => now.getTime() - since >= AGED_MS);
      const first = order.slice(0, long.length);
      expect(new Set(first)).toEqual(new Set(long));
      for (const [i, one] of first.slice(1).entries()) {
        expect(one.since).toBeGreaterThanOrEqual(first[i]?.since ?? 0);
      }
    });
  });

  it('always takes one of the project that has least, and its oldest', () => {
    always((waiting, used) => {
      const fresh = waiting.filter(({ since }) => now.getTime() - since < AGED_MS);
      const has = new Map(used);
      const left = new Set(fresh);
      for (const next of fairOrder(fresh, { used, whole, now })) {
        const shareOf = ({ project }: Waiting) => share(has.get(project) ?? ZERO, whole);
        for (const other of left) {
          expect(shareOf(other)).toBeGreaterThanOrEqual(shareOf(next));
          if (other.project === next.project)
            expect(other.since).toBeGreaterThanOrEqual(next.since);
        }
        left.delete(next);
        has.set(next.project, plus(has.get(next.project) ?? ZERO, next.need));
      }
    });
  });
});
