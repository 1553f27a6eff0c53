import type { Command } from '../../../../generator/intake/commands.ts';
import { decide } from '../../../../generator/reconcile/decide.ts';
import type { Situation } from '../../../../generator/reconcile/decision.ts';
import type { PostedCommand } from '../../../../generator/reconcile/observation.ts';
import { at, found, OTHER_SHA, sampleObservation, sampleSituation } from '../../decided-fixture.ts';
import { sampleRecord } from '../../gitops/sample-record.ts';
import { posted, said } from '../rules/commands.ts';
import {
  asleep,
  closed,
  expired,
  expiresIn,
  invalid,
  live,
  pending,
  pr,
  preservedUntil,
  project,
  tombstone,
} from '../situations.ts';

type Given = Partial<Situation>;

const decided = (given: Given, ...commands: readonly PostedCommand[]) =>
  decide(
    sampleSituation({
      ...given,
      observation: { ...(given.observation ?? sampleObservation()), commands: said(...commands) },
    }),
  );
const lifecycleAfter = (given: Given, ...commands: readonly PostedCommand[]) => {
  const { outcome } = decided(given, ...commands);
  if (outcome.kind !== 'write') throw new Error(`nothing is written: ${outcome.kind}`);
  return { ...outcome.record.lifecycle, keep: outcome.record.keep, data: outcome.record.data };
};
const answers = (given: Given, ...commands: readonly PostedCommand[]) =>
  decided(given, ...commands).answers?.map(({ result, reason = '' }) =>
    `${result} ${reason}`.trim(),
  );
const onLive = (command: Command, record = live) => answers({ record }, posted(command));
const extend = (duration: string) => ({ verb: 'extend', duration }) as const;

describe('a command that is taken', () => {
  it('is remembered with who gave it, and answered', () => {
    const given = { record: live };
    const command = posted({ verb: 'sleep' }, { id: 12, login: 'bob' });
    expect(lifecycleAfter(given, command)).toMatchObject({ lastComment: 12, lastCommandBy: 'bob' });
    expect(answers(given, command)).toEqual(['done']);
  });

  it('is never obeyed again, and only answered where the answer was lost', () => {
    const record = sampleRecord('7', { lifecycle: { ...live.lifecycle, lastComment: 10 } });
    expect(decided({ record }, posted({ verb: 'down' })).rule).toBe('deploy');
    expect(answers({ record }, posted({ verb: 'down' }))).toEqual(['done']);
    // Whether an older one was taken or refused is not known any more.
    expect(answers({ record }, posted({ verb: 'down' }, { id: 9 }))).toEqual(['repeated']);
    expect(answers({ record }, posted({ verb: 'down' }, { answered: true }))).toBeUndefined();
  });

  it('comes in the order of the comments', () => {
    const commands = [posted({ verb: 'sleep' }), posted({ verb: 'wake' }, { id: 11 })];
    expect(decided({ record: live }, ...commands).outcome).toMatchObject({
      record: { state: 'active', lifecycle: { lastComment: 11 } },
    });
  });

  it('is remembered also where the config cannot be used', () => {
    const observation = sampleObservation({ config: invalid });
    const given = { record: live, observation };
    expect(lifecycleAfter(given, posted({ verb: 'redeploy' }))).toMatchObject({ attempt: 1 });
  });

  it('stays in the record of an environment whose image is waited for', () => {
    const images = { kind: 'missing', image: 'ghcr.io/acme/shop:1', reason: 'no' } as const;
    const fork = sampleObservation({ images, pullRequest: found({ fork: true }) });
    const approval = posted({ verb: 'approve', sha: found().pullRequest.head.sha }, { id: 12 });
    const { outcome } = decided({ observation: fork }, approval);
    expect(outcome).toMatchObject({
      record: { state: 'pending', lifecycle: { approvedBy: 'alice', lastComment: 12 } },
    });
    const record = outcome.kind === 'write' ? outcome.record : undefined;
    const later = decided({ observation: fork, record: record! }, { ...approval, answered: true });
    expect(later).toMatchObject({ rule: 'image-missing', status: 'building' });
  });

  it('stays in the record of an environment that was asked for', () => {
    expect(lifecycleAfter({}, posted({ verb: 'up' }, { id: 12 }))).toMatchObject({
      requestedBy: 'alice',
      lastComment: 12,
    });
  });
});

describe('a command that is refused', () => {
  it('changes nothing, and the answer says why', () => {
    const given = { record: live };
    const without = decided(given);
    const bad = [
      posted({ verb: 'down' }, { may: false, login: 'mallory' }),
      posted(undefined, { id: 11 }),
      posted({ verb: 'unpreserve' }, { id: 12 }),
    ];
    const result = decided(given, ...bad);
    expect({ ...result, answers: undefined }).toEqual({ ...without, answers: undefined });
    expect(answers(given, ...bad)).toEqual([
      expect.stringMatching(/^refused mallory may not push/),
      expect.stringMatching(/^refused there is no command "fly"/),
      'refused the environment is not preserved',
    ]);
  });

  it('is not tried again once it is answered, whatever changed', () => {
    const command = posted({ verb: 'down' }, { may: undefined, answered: true });
    expect(decided({ record: live }, command).rule).toBe('deploy');
  });

  it('so long ago that nobody waits for the answer is left alone where nothing was', () => {
    const command = posted({ verb: 'down' }, { may: false, at: at(-25 * 60) });
    expect(answers({}, command)).toBeUndefined();
    // A mark keeps it from being obeyed later.
    expect(answers({ record: live }, command)?.[0]).toMatch(/^refused/);
  });

  it('before there was an environment is not obeyed once there is one', () => {
    const old = posted({ verb: 'preserve', duration: '2h' }, { at: at(-30 * 24 * 60) });
    const { outcome } = decided({}, old);
    const record = outcome.kind === 'write' ? outcome.record : undefined;
    expect(record).toMatchObject({ state: 'active', keep: 'open' });
    expect(lifecycleAfter({ record: record! }, old)).not.toHaveProperty('preservedBy');
  });

  it.each<[string, Partial<Situation>]>([
    ['a draft', { observation: pr({ draft: true }) }],
    [
      'a fork, where forks are denied',
      { observation: pr({ fork: true }), project: project('policy: {forks: deny}') },
    ],
    ['a fork nobody approved', { observation: pr({ fork: true }) }],
    ['somebody who may not push', { observation: pr({ outsider: true }) }],
    [
      'another base branch',
      { observation: pr({}), project: project('policy: {baseBranches: [release]}') },
    ],
  ])('up of what was taken down, for %s: policy has to give it', (_, given) => {
    for (const record of [pending, expired, tombstone({ reason: 'held' })]) {
      const command = posted({ verb: 'up' });
      const { outcome } = decided({ ...given, record }, command);
      const state = outcome.kind === 'write' ? outcome.record.state : record.state;
      expect(state).toBe(record.state);
      expect(answers({ ...given, record }, command)?.[0]).toMatch(/^refused/);
    }
  });

  it('for what the rules say of a new environment says that', () => {
    const draft = sampleObservation({ pullRequest: found({ draft: true }) });
    expect(answers({ observation: draft }, posted({ verb: 'up' }))).toEqual([
      expect.stringMatching(/^refused drafts get no preview/),
    ]);
    const unknown = sampleObservation({ config: { kind: 'unknown', reason: '500' } });
    expect(answers({ observation: unknown }, posted({ verb: 'up' }))).toBeUndefined();
  });

  it.each([
    [{ verb: 'sleep' }, 'there is no environment'],
    [{ verb: 'approve', sha: OTHER_SHA }, 'not the newest commit'],
  ] as const)('%j where nothing is', (command, reason) => {
    expect(answers({}, posted(command))?.[0]).toMatch(new RegExp(`refused .*${reason}`));
  });

  it('help changes nothing', () => {
    expect(onLive({ verb: 'help' })).toEqual(['help']);
    expect(lifecycleAfter({ record: live }, posted({ verb: 'help' })).lastComment).toBeUndefined();
  });
});

describe('nothing is obeyed', () => {
  it.each([
    [
      'of another repository of that name',
      { record: sampleRecord('7', { source: { ...live.source, repositoryId: 9 } }) },
    ],
    ['where the record is left alone', { readonly: invalid.problems }],
    ['of a project that is gone', { project: undefined, record: live }],
  ] as const)('%s', (_, given) => {
    const command = posted({ verb: 'down' });
    expect(decided(given, command)).toEqual(decided(given));
  });
});

describe('time', () => {
  it('extend moves the end, within what platform.yaml allows', () => {
    const given = { record: expiresIn(60) };
    expect(lifecycleAfter(given, posted(extend('24h'))).expiresAt).toBe(at(60 + 24 * 60));
    expect(onLive(extend('7d'), expiresIn(60))).toEqual([
      expect.stringMatching(/^refused it would end at .* 7d from now at most$/),
    ]);
    expect(answers({ record: live }, posted(extend('1h')))).toEqual([
      'refused the environment has no end, so nothing is extended',
    ]);
  });

  it('preserve keeps it for as long as policy or the command says, in all no longer than total', () => {
    expect(lifecycleAfter({ record: live }, posted({ verb: 'preserve' }))).toMatchObject({
      keep: 'preserved',
      preservedBy: 'alice',
      preservedAt: at(0),
      preservedUntil: at(48 * 60),
    });
    const five = { verb: 'preserve', duration: '5d' } as const;
    expect(lifecycleAfter({ record: live }, posted(five)).preservedUntil).toBe(at(5 * 1440));
    const record = sampleRecord('7', {
      ...preservedUntil(60),
      lifecycle: { ...preservedUntil(60).lifecycle, preservedAt: at(-5 * 1440) },
    });
    expect(onLive(five, record)?.[0]).toMatch(/^refused .*allows 7d in all/);
    expect(onLive(extend('47h'), record)).toEqual(['done']);
    expect(onLive(extend('48h'), record)?.[0]).toMatch(/^refused .*allows 7d in all/);
  });

  it('no more are preserved at once than policy says; one that is already may be kept longer', () => {
    const preserve = posted({ verb: 'preserve' });
    expect(answers({ record: live, preservedOthers: 2 }, preserve)).toEqual(['done']);
    expect(answers({ record: live, preservedOthers: 3 }, preserve)?.[0]).toMatch(
      /allows 3; give one/,
    );
    expect(answers({ record: preservedUntil(60), preservedOthers: 3 }, preserve)).toEqual(['done']);
  });

  it('unpreserve and down take it back', () => {
    const record = preservedUntil(60);
    expect(lifecycleAfter({ record }, posted({ verb: 'unpreserve' }))).toMatchObject({
      keep: 'open',
    });
    const down = lifecycleAfter({ record, observation: closed }, posted({ verb: 'down' }));
    expect(down).toMatchObject({ keep: 'open', heldBy: 'alice' });
    expect(down.preservedUntil).toBeUndefined();
  });
});

describe('what runs', () => {
  it('redeploy counts, and a push begins anew', () => {
    const record = sampleRecord('7', { lifecycle: { ...live.lifecycle, attempt: 2 } });
    expect(lifecycleAfter({ record }, posted({ verb: 'redeploy' })).attempt).toBe(3);
    expect(lifecycleAfter({ record }).attempt).toBe(2);
    const head = { sha: OTHER_SHA, branch: 'x' };
    const observation = sampleObservation({ pullRequest: found({ head }) });
    expect(lifecycleAfter({ record, observation }).attempt).toBeUndefined();
  });

  it('reset-db begins with empty databases, of the sizes that are asked for now', () => {
    const config = { ...live.config, databases: { postgresql: { version: '17', storage: '2Gi' } } };
    const data = { epoch: 3, storage: { postgresql: '1Gi' } };
    const record = sampleRecord('7', { config, data });
    const observation = sampleObservation({ config: { kind: 'valid', config } });
    const after = lifecycleAfter({ record, observation }, posted({ verb: 'reset-db' }));
    expect(after.data).toEqual({ epoch: 4, storage: { postgresql: '2Gi' } });
    const none = sampleRecord('7', { config: { ...live.config, databases: {} } });
    expect(onLive({ verb: 'reset-db' }, none)).toEqual(['refused the environment has no database']);
  });

  it('what needs an environment is refused where none runs', () => {
    expect(onLive({ verb: 'wake' }, asleep)).toEqual(['done']);
    expect(onLive({ verb: 'wake' }, tombstone())?.[0]).toMatch(/^refused no environment runs/);
  });

  it('up frees what down holds, and so does a person in the record', () => {
    const held = { ...live.lifecycle, heldBy: 'bob' };
    const gone = sampleRecord('7', {
      ...tombstone({ reason: 'held' }),
      state: 'pending',
      lifecycle: held,
    });
    expect(lifecycleAfter({ record: gone }, posted({ verb: 'up' })).heldBy).toBeUndefined();
    const byHand = { ...gone, state: 'active' as const };
    expect(decided({ record: byHand }).rule).toBe('deploy');
    expect(lifecycleAfter({ record: byHand }).heldBy).toBeUndefined();
  });
});
