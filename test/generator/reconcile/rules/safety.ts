import { sampleRecord } from '../../gitops/sample-record.ts';
import {
  closed,
  invalid,
  live,
  observed,
  pending,
  preservedUntil,
  removing,
  row,
  unknown,
} from '../situations.ts';
import type { Row } from '../situations.ts';

export const safety: readonly Row[] = [
  row(
    'a record in which a person wrote state: pending: what runs ends in two steps all the same',
    { record: sampleRecord('7', { state: 'pending' }) },
    'destroyed-in-git',
    'write destroying held',
    'destroying',
    'its record in Git says "state: pending"',
  ),
  row(
    'a live environment whose project vanished from platform.yaml',
    { project: undefined, record: live, observation: closed },
    'project-vanished',
    'none',
    'unchanged',
    'names no project "shop"',
  ),
  row(
    'a record with an invalid field',
    { readonly: invalid.problems, observation: closed },
    'record-left-alone',
    'none',
    'unchanged',
    'correct it in the GitOps repository',
  ),
  row(
    'a record in which a person wrote state: destroying',
    {
      record: sampleRecord('7', { state: 'destroying' }),
      observation: observed({ pullRequest: unknown }),
    },
    'destroyed-in-git',
    'write destroying held',
    'destroying',
    'its record in Git',
  ),
  row(
    'a live environment of a project that is being removed',
    {
      project: removing,
      record: preservedUntil(60),
      observation: observed({ pullRequest: unknown }),
    },
    'project-removing',
    'write destroying removing',
    'destroying',
    'shop is being removed',
  ),
  row(
    'a held environment of a project that is being removed',
    { project: removing, record: pending },
    'project-removing',
    'remove',
    'destroyed',
    'shop is being removed',
  ),
  row(
    'an open pull request of a project that is being removed',
    { project: removing },
    'project-removing',
    'none',
    'skipped',
    'shop is being removed',
  ),
];
