import { isLive } from '../../../apps/environment/record.ts';
import { destroy, nothing, type Rule } from './rule.ts';

const vanished: Rule = {
  name: 'project-vanished',
  when: '`platform.yaml` does not name the project',
  then: 'keep everything as it is, with an alarm',
  decide: ({ project, key, record, readonly }) =>
    project
      ? undefined
      : {
          reason: `platform.yaml names no project "${key.project}": its environments are kept as they are; to remove them, name it again with "state: removing"`,
          outcome: nothing,
          status: 'unchanged',
          alarm: record !== undefined || readonly !== undefined,
        },
};

const leftAlone: Rule = {
  name: 'record-left-alone',
  when: 'the record has an invalid field that is not the generator’s to repair',
  then: 'keep everything as it is, with an alarm',
  decide: ({ readonly }) =>
    readonly && {
      reason:
        'environment.yaml has invalid fields and is left alone; correct it in the GitOps repository',
      outcome: nothing,
      status: 'unchanged',
      problems: readonly,
      alarm: true,
    },
};

const destroyedInGit: Rule = {
  name: 'destroyed-in-git',
  when: 'a person set `state: destroying` (or `pending`)',
  then: 'destroy, whatever GitHub says; then deploy nothing until `state: active` is set or the pull request is closed',
  decide: ({ record, now }) =>
    record && !record.cause && !isLive(record)
      ? destroy(
          record,
          { reason: 'held', by: 'git', now },
          `its record in Git says "state: ${record.state}"`,
        )
      : undefined,
};

const removing: Rule = {
  name: 'project-removing',
  when: 'the project says `state: removing`',
  then: 'destroy its environments, begin no new one',
  decide: ({ project, record, now }) => {
    if (project?.state !== 'removing') return undefined;
    const reason = `the project ${project.id} is being removed`;
    if (!record) return { reason, outcome: nothing, status: 'skipped', quiet: true };
    switch (record.state) {
      case 'active':
      case 'sleeping':
        return destroy(record, { reason: 'removing', by: 'platform.yaml', now }, reason);
      case 'pending':
        return { reason, outcome: { kind: 'remove' }, status: 'destroyed' };
      case 'destroying':
        return undefined;
    }
  },
};

/** What holds whatever GitHub says. */
export const safetyRules: readonly Rule[] = [vanished, leftAlone, destroyedInGit, removing];
