import type { Platform } from '../../../apps/platform/config.ts';
import type { Asked } from '../../asked.ts';
import { repositoryOnGitHub } from '../../git-credentials.ts';
import type { Auth } from '../../github/connections.ts';
import type { GitHubInspection } from '../../github/inspection.ts';
import { findingsOf, type Finding } from '../finding.ts';

/** `pushed`: what a push that changes nothing was answered. */
export function checkPush({ gitops }: Platform, pushed: Asked<'existing' | 'new'>): Finding {
  const found = findingsOf('gitops-push');
  const branch = gitops.environmentsBranch;
  if (pushed.kind === 'unknown') {
    return found.fail(
      `the generator cannot push to ${branch}: ${pushed.reason}`,
      'Put gitops-token or gitops-ssh-key, with the right to write, into the Secret k8s-ee-system/generator.',
    );
  }
  return found.ok(
    pushed.value === 'existing'
      ? `the generator can push to ${branch}`
      : `the generator can push; it makes the branch ${branch} at its first start`,
  );
}

/** Whoever can write the branch of the platform is cluster-admin. */
export async function checkProtection(
  auth: Asked<Auth>,
  inspect: (auth: Auth) => GitHubInspection,
  { gitops, github }: Platform,
): Promise<Finding> {
  const found = findingsOf('gitops-protection');
  const next = `Protect the branch ${gitops.branch}: reviews required, no force push, no deletion.`;
  if (gitops.branch === gitops.environmentsBranch) {
    return found.warn(
      `one branch, ${gitops.branch}, for platform and environments: the generator can write what Argo CD applies as cluster-admin`,
      'Set gitops.environmentsBranch to another one; one branch is for trials.',
    );
  }
  const place = repositoryOnGitHub(gitops.url);
  if (place === undefined) {
    return found.unknown(`${gitops.url} is not on GitHub: see that ${gitops.branch} is protected`);
  }
  if (auth.kind === 'unknown') return found.unknown(auth.reason);
  if (place.apiUrl !== github.apiUrl) {
    return found.unknown(
      'it is on another GitHub than the projects: no credential to ask with',
      next,
    );
  }
  const asked = await inspect(auth.value).isProtected(place.repository, gitops.branch);
  if (asked.kind === 'unknown') return found.unknown(asked.reason, next);
  if (asked.value === undefined) {
    return found.unknown(`GitHub shows no branch ${gitops.branch} of ${place.repository}`, next);
  }
  return asked.value
    ? found.ok(`${gitops.branch} is protected`)
    : found.warn(`${gitops.branch} is not protected: whoever writes it is cluster-admin`, next);
}
