import { decide, rules } from '../../../generator/reconcile/decide.ts';
import type { Decision, Situation } from '../../../generator/reconcile/decision.ts';
import type { Observation } from '../../../generator/reconcile/observation.ts';
import { at, now, sampleSituation } from '../decided-fixture.ts';
import { commands } from './rules/commands.ts';
import { deployments } from './rules/deployments.ts';
import { endings } from './rules/endings.ts';
import { imageRows } from './rules/images.ts';
import { safety } from './rules/safety.ts';
import { tombstones } from './rules/tombstones.ts';
import { closed, expiresIn, invalid, live, pr, preservedUntil, project } from './situations.ts';

const table = [...safety, ...tombstones, ...endings, ...deployments, ...imageRows, ...commands];

/** `write active`, `write destroying closed`, `remove` or `none`. */
function outcomeOf({ outcome }: Decision): string {
  if (outcome.kind !== 'write') return outcome.kind;
  const { state, cause, keep } = outcome.record;
  return ['write', state, cause?.reason, keep === 'preserved' && keep].filter(Boolean).join(' ');
}

describe('the decision', () => {
  it.each(table)('on $is', ({ given, rule, outcome, status, reason }) => {
    const decision = decide(sampleSituation(given));
    expect({ rule: decision.rule, outcome: outcomeOf(decision), status: decision.status }).toEqual({
      rule,
      outcome,
      status,
    });
    expect(decision.reason).toContain(reason);
  });

  it.each<[string, Partial<Situation>, string | undefined]>([
    ['ends within the hour', { record: expiresIn(50) }, at(50)],
    ['ends later', { record: expiresIn(90) }, undefined],
    [
      'is preserved for less than an hour',
      { record: preservedUntil(50), observation: closed },
      at(50),
    ],
    ['has no end', { record: live, project: project('policy: {ttl: never}') }, undefined],
  ])('on what %s: looked at then', (_, given, dueAt) => {
    expect(decide(sampleSituation(given)).dueAt).toBe(dueAt);
  });

  it('is shown above for every rule', () => {
    const shown = new Set(table.map(({ rule }) => rule));
    expect(rules.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });

  it('has rules with names of their own, and a line each for the docs', () => {
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
    for (const { when, then } of rules) expect([when, then].join().length).toBeGreaterThan(20);
  });
});

describe('an alarm', () => {
  const alarms = (given: Partial<Situation>) => decide(sampleSituation(given)).alarm ?? false;

  it('is raised where only a person can help', () => {
    expect(alarms({ project: undefined, record: live })).toBe(true);
    expect(alarms({ readonly: invalid.problems })).toBe(true);
    expect(
      alarms({ record: live, observation: pr({ base: { branch: 'main', repositoryId: 9 } }) }),
    ).toBe(true);
  });

  it('is not raised for a project that never was', () => {
    expect(alarms({ project: undefined })).toBe(false);
  });
});

describe('who hears of it', () => {
  const quiet = (observation: Observation) => decide(sampleSituation({ observation })).quiet;

  it('nobody begins a comment where nobody expects a preview', () => {
    expect(quiet(pr({ author: { login: 'bot', bot: true } }))).toBe(true);
    expect(quiet(pr({ labels: ['no-preview'] }))).toBe(true);
  });

  it('the author of a draft or a fork is told', () => {
    expect(quiet(pr({ draft: true }))).toBe(false);
    expect(quiet(pr({ fork: true }))).toBeUndefined();
  });
});

it('the time of the decision is the one of the situation', () => {
  const { outcome } = decide(sampleSituation({ record: live, observation: closed }));
  expect(outcome.kind === 'write' && outcome.record.cause?.since).toBe(now.toISOString());
});
