import { basename } from 'node:path';
import { COMPONENTS_NAME } from '../names.ts';
import type { Platform } from '../platform.ts';
import type { SynthResult } from './synth.ts';

/** What a person reads after `npm run synth`: what was done, what is missing, what to do next. */
export function synthReport(platform: Platform, gitops: string, result: SynthResult): string[] {
  const { written, unchanged, removed, left } = result;
  return [
    ...written.map((path) => `wrote     ${path}`),
    ...unchanged.map((path) => `unchanged ${path}`),
    ...removed.map((path) => `removed   ${path}`),
    ...left.flatMap(leftFile),
    ...platform.notInEffect.map(
      (key) => `note: ${key} is accepted, but without effect in this release`,
    ),
    ...(platform.projects.length === 0
      ? ['note: platform.yaml has no projects, so nothing gets an environment']
      : []),
    nextStep(gitops, platform, written.length + removed.length > 0),
  ];
}

function leftFile(path: string): string[] {
  const id = basename(path, '.yaml');
  if (id === COMPONENTS_NAME) {
    return [
      `left      ${path}: platform.yaml has no "platform"; the components are kept as they are`,
      `          To remove them, delete this file. Argo CD asks before it removes each of them.`,
    ];
  }
  return [
    `left      ${path}: platform.yaml has no project "${id}"; its environments are kept as they are`,
    `          To remove them, give the project back with "state: removing" and wait until they are`,
    `          gone; then delete its entry and this file. Argo CD asks before it removes the rest.`,
  ];
}

function nextStep(gitops: string, platform: Platform, changed: boolean): string {
  if (!changed) return 'Nothing to commit.';
  return `Next: commit ${gitops}/platform and push it to the branch ${platform.gitops.branch} of ${platform.gitops.url}`;
}
