import type { Problem } from '../problems.ts';
import type { Platform } from './platform.ts';

/**
 * The differences between two valid `platform.yaml` that would cut living environments off from
 * what they were made by: where they are written to, and whose they are.
 *
 * A project that is gone from `next` is no problem here: its environments are kept as they are.
 *
 * @param recordsExist whether a project has any environment, tombstones included
 */
export function refusedChanges(
  previous: Platform,
  next: Platform,
  recordsExist: (projectId: string) => boolean,
): Problem[] {
  const projects = [...previous.projects, ...next.projects];
  const anyRecord = projects.some(({ id }) => recordsExist(id));
  return [
    ...(anyRecord ? gitopsChanges(previous, next) : []),
    ...previous.projects
      .filter(({ id }) => recordsExist(id))
      .flatMap((project) => projectChanges(project, next)),
  ];
}

function gitopsChanges(previous: Platform, next: Platform): Problem[] {
  return (['url', 'branch', 'environmentsBranch'] as const)
    .filter((key) => previous.gitops[key] !== next.gitops[key])
    .map((key) => ({
      path: `gitops.${key}`,
      message: `must stay ${JSON.stringify(previous.gitops[key])} while environments exist, got ${JSON.stringify(next.gitops[key])}; close or remove them first`,
    }));
}

function projectChanges(previous: Platform['projects'][number], next: Platform): Problem[] {
  const remedy = 'set its state to removing and wait until its environments are gone first';
  const index = next.projects.findIndex(({ id }) => id === previous.id);
  const same = next.projects[index];
  if (same !== undefined) {
    if (same.repository.toLowerCase() === previous.repository.toLowerCase()) return [];
    return [
      {
        path: `projects[${index}].repository`,
        message: `must stay ${JSON.stringify(previous.repository)} while the project "${previous.id}" has environments, got ${JSON.stringify(same.repository)}; ${remedy}`,
      },
    ];
  }
  const renamed = next.projects.findIndex(
    ({ repository }) => repository.toLowerCase() === previous.repository.toLowerCase(),
  );
  if (renamed < 0) return [];
  return [
    {
      path: `projects[${renamed}].id`,
      message: `must stay "${previous.id}" while the project has environments, got "${next.projects[renamed]?.id}"; ${remedy}`,
    },
  ];
}
