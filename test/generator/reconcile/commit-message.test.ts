import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import type { Repair } from '../../../generator/gitops/records.ts';
import { commitMessage } from '../../../generator/reconcile/commit-message.ts';
import type { Decided } from '../../../generator/reconcile/decision.ts';
import { nothingObserved } from '../../../generator/reconcile/observation.ts';
import { found, sampleDecided } from '../decided-fixture.ts';
import { manifestPath, recordPath, sampleRecord, SHA } from '../gitops/sample-record.ts';

const MAIN = 'a'.repeat(40);
const opened = sampleDecided({ rule: 'deploy' });
const other = (number: string): Decided => ({ ...opened, key: { project: 'shop', number } });
const repair = (change: Partial<Repair> = {}): Repair => ({
  id: 'shop-pr-8',
  reason: 'the record was spoiled',
  change: { file: recordPath('8'), content: '' },
  ...change,
});
const write = (decided: readonly Decided[], repairs: readonly Repair[], paths: string[]) =>
  commitMessage(decided, repairs, { paths, platformCommit: MAIN, version: '9.9.9' });

/** The trailers as git itself reads them. */
function trailersOf(message: string): string[] {
  const args = ['interpret-trailers', '--parse', '--no-divider'];
  return execFileSync('git', args, { input: message, encoding: 'utf8' }).trimEnd().split('\n');
}

const ENDS = [`Platform-Commit: ${MAIN}`, 'Generator-Version: 9.9.9'];

describe('the commit message', () => {
  it('says what happened to whom, and carries the trailers that machines read', () => {
    const message = write([opened], [], [recordPath('7'), manifestPath('7')]);
    expect(message.split('\n').slice(0, 4)).toEqual([
      'shop-pr-7: opened at 3f2a1b0',
      '',
      '- shop-pr-7: opened at 3f2a1b0',
      '',
    ]);
    expect(trailersOf(message)).toEqual([
      'Environment: shop-pr-7',
      'Cause: deploy',
      `Head: ${SHA}`,
      'Actor: alice',
      ...ENDS,
    ]);
  });

  it('counts the others, and is silent about environments that the commit does not change', () => {
    const decided = [opened, other('70'), other('71')];
    const message = write(decided, [], [recordPath('70'), recordPath('71')]);
    expect(message).toMatch(/^shop-pr-70: opened at 3f2a1b0 \(and 1 more\)\n/);
    expect(message.match(/^Environment: .*/gm)).toEqual([
      'Environment: shop-pr-70',
      'Environment: shop-pr-71',
    ]);
  });

  it('says where manifests were not what the record says', () => {
    const kept = { kind: 'write', record: sampleRecord('7') } as const;
    const one = sampleDecided({ rule: 'deploy', outcome: kept });
    expect(write([one], [], [manifestPath('7')])).toMatch(
      /^shop-pr-7: its manifests were not what its record says \(edited by hand/,
    );
    expect(write([one], [], [recordPath('7'), manifestPath('7')])).not.toContain('by hand');
  });

  it('names what was repaired first', () => {
    const message = write([opened], [repair()], [recordPath('7'), recordPath('8')]);
    expect(message).toMatch(/^shop-pr-8: repaired, the record was spoiled \(and 1 more\)\n/);
    expect(trailersOf(message)).toContain('Repaired: shop-pr-8');
  });

  it.each([
    ['whoever ended it', { reason: 'closed', since: '', by: 'github' }, {}, 'github'],
    ['the author where nobody ended it', undefined, {}, 'alice'],
    ['git where nobody was asked', undefined, nothingObserved, 'git'],
  ] as const)('the actor is %s', (_, cause, observation, actor) => {
    const record = sampleRecord('7', cause && { state: 'destroying', cause });
    const decided = sampleDecided({ outcome: { kind: 'write', record } }, { observation });
    expect(write([decided], [], [recordPath('7')])).toContain(`\nActor: ${actor}\n`);
  });
});

describe('hostile text in the commit message', () => {
  const evils = [
    '$(rm -rf /)',
    'x\nSigned-off-by: Mallory <m@example.com>',
    'x\r\n\r\nSigned-off-by: Mallory <m@example.com>\r\n',
    'x\u2028Signed-off-by: Mallory\u2029\u0085Actor: root',
    '\u0000\u001b[2J\u0007\u202Egnp.exe',
    '../../x',
    '<img src=x onerror=alert(1)> **bold** [x](javascript:alert(1))',
    '\n\n---\n# comment\nEnvironment: shop-pr-1',
  ];
  /** `evil` in every place that people write to. */
  function everywhere(evil: string): string {
    const pullRequest = found({
      title: evil,
      labels: [evil],
      author: { login: evil, bot: false },
      head: { sha: SHA, branch: evil },
      base: { branch: evil, repositoryId: 123 },
    });
    const since = '2026-01-05T12:00:00.000Z';
    const record = sampleRecord('7', { cause: { reason: 'closed', since, by: evil } });
    const byRecord = sampleDecided({ reason: evil, outcome: { kind: 'write', record } });
    const byPullRequest = sampleDecided({ reason: evil }, { observation: { pullRequest } });
    return write(
      [byRecord, { ...byPullRequest, key: { project: 'shop', number: '9' } }],
      [repair({ id: evil, reason: evil })],
      [recordPath('7'), recordPath('9')],
    );
  }
  const keysOf = (message: string) => trailersOf(message).map((line) => line.split(':')[0]);
  const expected = keysOf(everywhere('harmless'));

  it.each(evils)('%j adds no line and no trailer', (evil) => {
    const message = everywhere(evil);
    expect(keysOf(message)).toEqual(expected);
    expect(trailersOf(message).join('\n')).not.toMatch(/^Signed-off-by|^Environment: shop-pr-1$/m);
    // eslint-disable-next-line no-control-regex
    expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('whatever the text, the lines are as many and as long as expected', () => {
    const lines = everywhere('harmless').split('\n').length;
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        const message = everywhere(text);
        const shown = message.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/);
        expect(shown).toHaveLength(lines);
        for (const line of shown) expect([...line].length).toBeLessThan(250);
        expect(Buffer.from(message).toString()).toBe(message);
      }),
    );
  });

  it('title, branch and labels of a pull request are not in it at all', () => {
    const evil = '☠';
    const pullRequest = found({
      title: evil,
      labels: [evil],
      head: { sha: SHA, branch: evil },
      base: { branch: evil, repositoryId: 123 },
    });
    const decided = sampleDecided({}, { observation: { pullRequest } });
    expect(write([decided], [], [recordPath('7')])).not.toContain(evil);
  });
});
