import { EFFECTS, type Effect } from '../../../apps/diff/effect.ts';
import { formatReport, sumLine } from '../../../apps/diff/report.ts';
import type { Diff } from '../../../apps/diff/diff.ts';
import type { Group } from '../../../apps/diff/groups.ts';

const group = (effect: Effect, environments: string[]): Group => ({
  effect,
  subject: { type: 'object', group: 'apps', kind: 'Deployment', name: 'app' },
  path: ['spec', 'replicas'],
  kind: 'changed',
  variants: [{ before: 1, after: 2, environments }],
});
const diff: Diff = {
  environments: 4,
  changed: ['a-pr-1', 'a-pr-2', 'a-pr-3'],
  groups: [
    group('refused', ['a-pr-1']),
    group('pods', ['a-pr-1', 'a-pr-2']),
    group('place', ['a-pr-3']),
  ],
  failed: [{ name: 'a-pr-9', problems: ['one', 'two'] }],
};

describe('the report', () => {
  it('is plain for a file', () => {
    expect(formatReport(diff, { colour: false }))
      .toBe(`REFUSED BY KUBERNETES: ${EFFECTS.refused.meaning}
  1 environment: Deployment app: spec.replicas 1 → 2 (a-pr-1)

Restarts pods: ${EFFECTS.pods.meaning}
  2 environments: Deployment app: spec.replicas 1 → 2 (a-pr-1, a-pr-2)

Changes in place: ${EFFECTS.place.meaning}
  1 environment: Deployment app: spec.replicas 1 → 2 (a-pr-3)

NOT COMPARED: nobody knows what changes there.
  a-pr-9: one
  a-pr-9: two

4 environments: 3 would change, 1 would not; REFUSED BY KUBERNETES in 1; pods restart in 2; 1 not compared.
`);
  });

  it('is the same with colours, for a terminal', () => {
    const text = formatReport(diff, { colour: true });
    expect(text.startsWith('\u001b[1;31mREFUSED BY KUBERNETES\u001b[0m: ')).toBe(true);
    // eslint-disable-next-line no-control-regex
    const plain = text.replaceAll(/\u001b\[[\d;]+m/g, '');
    expect(plain).toBe(formatReport(diff, { colour: false }));
  });

  it('names a few of many environments, and of many values', () => {
    const names = Array.from({ length: 7 }, (_, index) => `a-pr-${index + 1}`);
    const variants = names.map((name, index) => ({
      ...{ before: index, after: 9, environments: [name] },
    }));
    const many: Diff = {
      ...{ environments: 7, changed: names, failed: [] },
      groups: [group('place', names), { ...group('place', []), variants }],
    };
    const lines = formatReport(many, { colour: false }).split('\n');
    expect(lines[1]).toContain('(a-pr-1, a-pr-2, a-pr-3, a-pr-4, a-pr-5 and 2 more)');
    expect(lines.slice(2, 7)).toEqual([
      '  7 environments: Deployment app: spec.replicas',
      '      0 → 9 (a-pr-1)',
      '      1 → 9 (a-pr-2)',
      '      2 → 9 (a-pr-3)',
      '      … 4 more values; --format json has them all',
    ]);
  });

  it('says in one line that there is nothing', () => {
    const nothing: Diff = { environments: 1, changed: [], groups: [], failed: [] };
    expect(sumLine(nothing)).toBe('1 environment: nothing would change.');
    expect(formatReport(nothing, { colour: true })).toBe(`${sumLine(nothing)}\n`);
  });
});
