import fc from 'fast-check';
import type { EnvironmentRecord } from '../../../../apps/environment/record.ts';
import type { Command } from '../../../../generator/intake/commands.ts';
import { obey } from '../../../../generator/reconcile/commands/obey.ts';
import type { PostedCommand } from '../../../../generator/reconcile/observation.ts';
import { at, found, OTHER_SHA, sampleObservation, sampleSituation } from '../../decided-fixture.ts';
import { SHA } from '../../gitops/sample-record.ts';
import { live } from '../situations.ts';

const verbs: fc.Arbitrary<Command> = fc.constantFrom<Command[]>(
  { verb: 'up' },
  { verb: 'down' },
  { verb: 'sleep' },
  { verb: 'wake' },
  { verb: 'redeploy' },
  { verb: 'extend', duration: '1h' },
  { verb: 'preserve', duration: '2h' },
  { verb: 'unpreserve' },
  { verb: 'reset-db' },
  { verb: 'help' },
  { verb: 'approve', sha: SHA },
  { verb: 'approve', sha: OTHER_SHA },
);

const posted = fc.record({
  command: verbs,
  login: fc.constantFrom('alice', 'mallory'),
});
const lists = fc.array(posted, { minLength: 1, maxLength: 10 }).map((all) =>
  all.map(({ command, login }, index): PostedCommand => ({
    ...{ id: index + 1, login, at: at(-1), text: `/preview ${command.verb}`, command },
    ...{ may: login === 'alice', answered: false },
  })),
);

/** What a record becomes by commands that are seen in one look. */
function after(record: EnvironmentRecord, commands: readonly PostedCommand[]): EnvironmentRecord {
  const newest = commands.at(-1)?.id ?? 0;
  const observation = sampleObservation({
    pullRequest: found({ fork: true }),
    commands: { kind: 'read', newest, commands },
  });
  return obey(sampleSituation({ record, observation })).judged.record ?? record;
}

const always = (holds: (commands: PostedCommand[], split: number) => void) =>
  fc.assert(fc.property(lists, fc.nat(10), holds), { numRuns: 1_000 });

describe('commands, in whatever list', () => {
  it('are obeyed once: seen again, and again, they change nothing', () => {
    always((commands) => {
      const once = after(live, commands);
      expect(after(once, commands)).toEqual(once);
    });
  });

  it('come to the same, whether they are seen at once or as they come', () => {
    always((commands, split) => {
      const first = after(live, commands.slice(0, split));
      expect(after(first, commands)).toEqual(after(live, commands));
    });
  });

  it('of strangers come to nothing', () => {
    always((commands) => {
      const allowed = commands.filter(({ may }) => may);
      expect(after(live, commands)).toEqual(after(live, allowed));
    });
  });

  it('never approve another commit than the one that was looked at', () => {
    always((commands) => {
      const { approvedSha } = after(live, commands).lifecycle;
      const said = commands.some(
        ({ command, may }) => may && command?.verb === 'approve' && command.sha === SHA,
      );
      expect(approvedSha).toBe(said ? SHA : undefined);
    });
  });

  it('that were answered before are not obeyed, also where the record forgot them', () => {
    always((commands) => {
      const answered = commands.map((one) => ({ ...one, answered: true }));
      expect(after(live, answered)).toEqual(live);
    });
  });
});
