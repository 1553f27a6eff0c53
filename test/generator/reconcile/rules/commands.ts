import type { Command } from '../../../../generator/intake/commands.ts';
import type { PostedCommand } from '../../../../generator/reconcile/observation.ts';
import { at, found, OTHER_SHA } from '../../decided-fixture.ts';
import { sampleRecord, SHA } from '../../gitops/sample-record.ts';
import {
  asleep,
  closed,
  expired,
  expiresIn,
  live,
  observed,
  pending,
  pr,
  preservedUntil,
  project,
  row,
  tombstone,
  unknown,
  type Row,
} from '../situations.ts';

/** A command of alice, who may push. */
export const posted = (
  command: Command | undefined,
  change: Partial<PostedCommand> = {},
): PostedCommand => ({
  ...{ id: 10, login: 'alice', at: at(-1), text: `/preview ${command?.verb ?? 'fly'}` },
  ...(command ? { command } : { problem: 'there is no command "fly"' }),
  ...{ may: true, answered: false },
  ...change,
});
export const said = (...commands: readonly PostedCommand[]) =>
  ({ kind: 'read', newest: 99, commands }) as const;
const saying = (...commands: readonly Command[]) =>
  said(...commands.map((command, at) => posted(command, { id: 10 + at })));

const fork = (sha = SHA) =>
  found({ fork: true, head: { sha, branch: 'x' }, author: { login: 'mallory', bot: false } });
const onCommand = project('policy: {trigger: command}');
const preserve = { verb: 'preserve' } as const;

/** What commands come to. */
export const commands: readonly Row[] = [
  row(
    '/preview down on a live environment',
    { record: live, observation: observed({ commands: saying({ verb: 'down' }) }) },
    ...(['held-by-command', 'write destroying held', 'destroying', 'alice took'] as const),
  ),
  row(
    '/preview down where nothing is',
    { observation: observed({ commands: saying({ verb: 'down' }) }) },
    ...(['held-by-command', 'none', 'skipped', 'alice took'] as const),
  ),
  row(
    'the last of up and down where nothing is',
    { observation: observed({ commands: saying({ verb: 'down' }, { verb: 'up' }) }) },
    ...(['deploy', 'write active', 'deploying', 'opened at'] as const),
  ),
  row(
    '/preview down on a tombstone that would come back',
    { record: tombstone(), observation: observed({ commands: saying({ verb: 'down' }) }) },
    ...(['tombstone', 'write destroying held', 'destroying', 'is being removed'] as const),
  ),
  row(
    '/preview up on an environment that was taken down',
    { record: pending, observation: observed({ commands: saying({ verb: 'up' }) }) },
    ...(['deploy', 'write active', 'deploying', 'follows'] as const),
  ),
  row(
    '/preview up on one that expired',
    { record: expired, observation: observed({ commands: saying({ verb: 'up' }) }) },
    ...(['deploy', 'write active', 'deploying', 'follows'] as const),
  ),
  row(
    '/preview up of a pull request that is closed',
    {
      record: tombstone(),
      observation: { ...closed, commands: saying({ verb: 'up' }) },
    },
    ...(['tombstone', 'write destroying closed', 'destroying', 'is being removed'] as const),
  ),
  row(
    'trigger command and no command',
    { project: onCommand },
    ...(['not-admitted', 'none', 'skipped', 'comment "/preview up"'] as const),
  ),
  row(
    'trigger command and /preview up',
    { project: onCommand, observation: observed({ commands: saying({ verb: 'up' }) }) },
    ...(['deploy', 'write active', 'deploying', 'opened at'] as const),
  ),
  row(
    'trigger command, and /preview up of somebody who may not push',
    {
      project: onCommand,
      observation: observed({ commands: said(posted({ verb: 'up' }, { may: false })) }),
    },
    ...(['not-admitted', 'none', 'skipped', 'on request'] as const),
  ),
  row(
    '/preview sleep',
    { record: live, observation: observed({ commands: saying({ verb: 'sleep' }) }) },
    ...(['asleep', 'write sleeping', 'sleeping', 'sleeps'] as const),
  ),
  row(
    '/preview wake',
    { record: asleep, observation: observed({ commands: saying({ verb: 'wake' }) }) },
    ...(['deploy', 'write active', 'deploying', 'follows'] as const),
  ),
  row(
    '/preview preserve just before the close',
    { record: live, observation: { ...closed, commands: saying(preserve) } },
    ...(['closed', 'write active preserved', 'preserved', 'preserved until'] as const),
  ),
  row(
    '/preview unpreserve after the close',
    {
      record: preservedUntil(60),
      observation: { ...closed, commands: saying({ verb: 'unpreserve' }) },
    },
    ...(['closed', 'write destroying closed', 'destroying', 'was closed'] as const),
  ),
  row(
    'an approved commit of a fork',
    {
      observation: observed({
        pullRequest: fork(),
        commands: saying({ verb: 'approve', sha: SHA }),
      }),
    },
    ...(['deploy', 'write active', 'deploying', 'opened at'] as const),
  ),
  row(
    'another commit of a fork than the approved one',
    {
      observation: observed({
        pullRequest: fork(OTHER_SHA),
        commands: saying({ verb: 'approve', sha: SHA }),
      }),
    },
    ...(['unapproved', 'none', 'awaiting-approval', 'approve it'] as const),
  ),
  row(
    'an approval by somebody who may not push',
    {
      observation: observed({
        pullRequest: fork(),
        commands: said(posted({ verb: 'approve', sha: SHA }, { may: false })),
      }),
    },
    ...(['unapproved', 'none', 'awaiting-approval', 'approve it'] as const),
  ),
  row(
    'a push to a live fork',
    {
      record: sampleRecord('7', { lifecycle: { ...live.lifecycle, approvedSha: SHA } }),
      observation: observed({ pullRequest: fork(OTHER_SHA) }),
    },
    ...(['unapproved', 'write active', 'deploying', 'stays deployed'] as const),
  ),
  row(
    'forks that policy deploys',
    { project: project('policy: {forks: deploy}'), observation: observed({ pullRequest: fork() }) },
    ...(['deploy', 'write active', 'deploying', 'opened at'] as const),
  ),
  row(
    'a tombstone of a fork that is open again, not approved',
    { record: tombstone(), observation: observed({ pullRequest: fork(OTHER_SHA) }) },
    ...(['tombstone', 'write destroying closed', 'destroying', 'is being removed'] as const),
  ),
  row(
    'unknown commands where nothing is',
    { observation: observed({ commands: unknown }) },
    ...(['commands-unknown', 'none', 'unchanged', '500 from GitHub'] as const),
  ),
  row(
    'commands of which the last are unknown, where nothing is',
    { observation: observed({ commands: { ...said(), unknown: '403' } }) },
    ...(['commands-unknown', 'none', 'unchanged', '403'] as const),
  ),
  row(
    'unknown commands at the end of its time',
    { record: expiresIn(-1), observation: observed({ commands: unknown }) },
    ...(['commands-unknown', 'none', 'unchanged', '500 from GitHub'] as const),
  ),
  row(
    'unknown commands of a live environment',
    { record: live, observation: observed({ commands: unknown }) },
    ...(['deploy', 'write active', 'deploying', 'follows'] as const),
  ),
  row(
    'a close with unknown commands, just now',
    { record: live, observation: { ...closed, commands: unknown } },
    ...(['closed', 'none', 'unchanged', 'whether it is to be preserved'] as const),
  ),
  row(
    'a close with unknown commands, three minutes ago',
    {
      record: live,
      observation: { ...pr({ state: 'closed', updatedAt: at(-3) }), commands: unknown },
    },
    ...(['closed', 'write destroying closed', 'destroying', 'was closed'] as const),
  ),
];
