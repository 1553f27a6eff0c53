import { viewOf } from '../../../generator/feedback/view.ts';
import { at, found, now, OTHER_SHA, sampleDecided } from '../decided-fixture.ts';
import { sampleRecord, SHA } from '../gitops/sample-record.ts';
import { samplePlatform } from '../platform-fixture.ts';

const platform = samplePlatform();
const since = at(-5);
const tombstone = sampleRecord('7', {
  state: 'destroying',
  cause: { reason: 'closed', since, by: 'github' },
});

describe('the view of a decision', () => {
  it('is what will stand in Git', () => {
    const record = sampleRecord('7');
    expect(viewOf(sampleDecided({ outcome: { kind: 'write', record } }), platform, now)).toEqual({
      id: 'shop-pr-7',
      key: { project: 'shop', number: '7' },
      repository: 'acme/shop',
      state: 'deploying',
      reason: 'opened at 3f2a1b0',
      url: 'https://shop-pr-7.acme-previews.dev',
      sha: SHA,
      waitingSha: undefined,
      problems: [],
      notes: [],
      quiet: false,
      finalOf: undefined,
    });
  });

  it('is what stood, where nothing is written', () => {
    const view = viewOf(sampleDecided({}, { before: sampleRecord('7') }), platform, now);
    expect(view?.sha).toBe(SHA);
  });

  it('names the newest head where another one runs', () => {
    const pullRequest = found({ head: { sha: OTHER_SHA, branch: 'feature/cart' } });
    const change = { before: sampleRecord('7'), observation: { pullRequest } };
    expect(viewOf(sampleDecided({}, change), platform, now)).toMatchObject({
      sha: SHA,
      waitingSha: OTHER_SHA,
    });
  });

  it('warns before the end, and only then', () => {
    const notes = (pushed: number, end: number) => {
      const { lifecycle } = sampleRecord('7');
      const before = sampleRecord('7', {
        lifecycle: { ...lifecycle, pushedAt: at(pushed), expiresAt: at(end) },
      });
      return viewOf(sampleDecided({}, { before }), platform, now)?.notes;
    };
    const warning = [expect.stringContaining('/preview extend 24h')];
    expect(notes(-7 * 1440, 1441)).toEqual([]);
    expect(notes(-7 * 1440, 1439)).toEqual(warning);
    expect(notes(-60, 61)).toEqual([]);
    expect(notes(-60, 19)).toEqual(warning);
  });

  it('is none where what was said last still holds, or the project is not known', () => {
    expect(viewOf(sampleDecided({ status: 'unchanged' }), platform, now)).toBeUndefined();
    const stranger = { ...sampleDecided({}), key: { project: 'other', number: '7' } };
    expect(viewOf(stranger, platform, now)).toBeUndefined();
  });
});

describe('the end of an environment', () => {
  const destroyed = { status: 'destroyed' } as const;

  it('is told for the tombstone it is the end of', () => {
    expect(viewOf(sampleDecided(destroyed, { before: tombstone }), platform, now)?.finalOf).toBe(
      since,
    );
  });

  it('is told once: telling wakes the environment, so always telling would never come to rest', () => {
    const told = { before: tombstone, observation: { finalCommentWritten: true } };
    expect(viewOf(sampleDecided(destroyed, told), platform, now)?.finalOf).toBeUndefined();
    const pending = sampleRecord('7', { ...tombstone, state: 'pending' });
    expect(
      viewOf(sampleDecided(destroyed, { before: pending }), platform, now)?.finalOf,
    ).toBeUndefined();
  });

  it('is not told before it was seen', () => {
    const decided = sampleDecided({ status: 'destroying' }, { before: tombstone });
    expect(viewOf(decided, platform, now)?.finalOf).toBeUndefined();
  });
});
