import type { Auth, GitHub } from './github/client.ts';
import type { Credentials } from './gitops/credentials.ts';
import type { Settings } from './settings.ts';

/**
 * What opens the GitOps repository: what the settings name, else the installation token of the GitHub App
 * where the repository is on GitHub. Without encryption no token travels that nobody gave for it.
 */
export function gitCredentials(
  settings: Pick<Settings, 'gitopsUrl' | 'gitopsCredentials'>,
  auth: Auth,
  connect: (apiUrl: string) => Pick<GitHub, 'gitToken'>,
): Credentials | undefined {
  const given = settings.gitopsCredentials;
  if (given?.kind === 'token') return { kind: 'token', token: () => Promise.resolve(given.token) };
  if (given) return given;
  const place = auth.kind === 'app' ? repositoryOnGitHub(settings.gitopsUrl) : undefined;
  if (!place) return undefined;
  const github = connect(place.apiUrl);
  return { kind: 'token', token: () => github.gitToken(place.repository) };
}

/** Where the API of the GitHub server is that serves this URL, and the repository's `owner/name` there. */
export function repositoryOnGitHub(
  url: string,
): { readonly apiUrl: string; readonly repository: string } | undefined {
  const match = /^https:\/\/([^/@]+)\/([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(url);
  if (!match) return undefined;
  const [, host = '', repository = ''] = match;
  const apiUrl = host === 'github.com' ? 'https://api.github.com' : `https://${host}/api/v3`;
  return { apiUrl, repository };
}
