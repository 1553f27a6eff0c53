import type { Platform } from '../../../apps/platform/config.ts';
import type { Asked } from '../../asked.ts';
import { EVENTS, grants, requiredPermissions } from '../../github-app/endpoints.ts';
import type { Auth } from '../../github/connections.ts';
import type { GitHubInspection } from '../../github/inspection.ts';
import { findingsOf, listed, type Finding } from '../finding.ts';

type Granted = Readonly<Record<string, string>>;

/** What is wanted and not granted: `checks: write`. */
function lacking(granted: Granted): string[] {
  return Object.entries(requiredPermissions())
    .filter(([permission, access]) => !grants(granted[permission], access))
    .map(([permission, access]) => `${permission}: ${access}`);
}

/** The generator's credential is good, may what it must, and reaches every project. */
export async function checkGitHub(
  auth: Asked<Auth>,
  inspect: (auth: Auth) => GitHubInspection,
  platform: Platform,
): Promise<Finding[]> {
  const found = findingsOf('github');
  if (auth.kind === 'unknown') return [found.unknown(auth.reason)];
  const github = inspect(auth.value);
  const account = await github.account();
  if (account.kind === 'unknown') {
    return [
      found.fail(
        `the generator’s credential does not work: ${account.reason}`,
        'Put a good one into the Secret k8s-ee-system/generator.',
      ),
    ];
  }
  return [
    found.ok(`the generator acts as ${account.value}`),
    ...(auth.value.kind === 'app'
      ? await ofApp(github, platform)
      : await ofToken(github, platform)),
  ];
}

async function ofApp(github: GitHubInspection, platform: Platform): Promise<Finding[]> {
  const found = findingsOf('github-permissions');
  const app = await github.app();
  if (app.kind === 'unknown') return [found.unknown(app.reason)];
  const { permissions, events } = app.value;
  const missing = lacking(permissions);
  const unheard = Object.keys(EVENTS).filter((event) => !events.includes(event));
  const next =
    'Change it on the page of the App, Permissions & events; then accept it for each installation.';
  return [
    missing.length === 0
      ? found.ok('the App asks for all that is needed')
      : found.fail(`the App does not ask for ${listed(missing)}`, next),
    unheard.length === 0
      ? found.ok('the App is told of all events that matter')
      : found.warn(`the App is not told of ${listed(unheard)}: what they tell takes minutes`, next),
    ...(await Promise.all(
      platform.projects.map(({ repository }) => ofProject(github, repository)),
    )),
  ];
}

async function ofProject(github: GitHubInspection, repository: string): Promise<Finding> {
  const found = findingsOf('github-installation');
  const asked = await github.installation(repository);
  if (asked.kind === 'unknown') return found.unknown(asked.reason);
  if (asked.value === undefined) {
    return found.fail(
      `the App is not installed for ${repository}, or there is no such repository`,
      'Install it there: the page of the App, Install App.',
    );
  }
  const { permissions, suspended } = asked.value;
  if (suspended) return found.fail(`the App is suspended for ${repository}`, 'Unsuspend it.');
  const missing = lacking(permissions);
  return missing.length === 0
    ? found.ok(`${repository}: all permissions granted`)
    : found.fail(
        `${repository}: not granted yet: ${listed(missing)}`,
        'An owner accepts the new permissions on the page of the installation.',
      );
}

async function ofToken(github: GitHubInspection, { projects }: Platform): Promise<Finding[]> {
  const found = findingsOf('github-permissions');
  const findings: Finding[] = [
    found.warn(
      'a token: what it may do is not told by GitHub, checks become commit statuses, and a person’s rate limit is shared',
      'Better is an App: npm run github-app.',
    ),
  ];
  for (const { repository } of projects) findings.push(await reads(github, repository));
  return findings;
}

async function reads(github: GitHubInspection, repository: string): Promise<Finding> {
  const found = findingsOf('github-installation');
  const asked = await github.listsPullRequests(repository);
  if (asked.kind === 'unknown') return found.fail(asked.reason, 'Give the token access to it.');
  return asked.value
    ? found.ok(`${repository}: its pull requests can be read`)
    : found.fail(
        `${repository} is not there, or not for this token`,
        'Give the token access to it.',
      );
}

/** Argo CD's own credential lists the pull requests of every project. */
export async function checkArgoCdGitHub(
  auth: Asked<Auth>,
  inspect: (auth: Auth) => GitHubInspection,
  platform: Platform,
): Promise<Finding[]> {
  const found = findingsOf('argocd-github');
  if (auth.kind === 'unknown') return [found.unknown(auth.reason)];
  const github = inspect(auth.value);
  const next = 'Give Argo CD’s credential the right to read pull requests there.';
  return Promise.all(
    platform.projects.map(async ({ repository }) => {
      const asked = await github.listsPullRequests(repository);
      if (asked.kind === 'unknown') return found.fail(`${repository}: ${asked.reason}`, next);
      return asked.value
        ? found.ok(`Argo CD can list the pull requests of ${repository}`)
        : found.fail(`${repository} is not there, or not for Argo CD’s credential`, next);
    }),
  );
}
