import { environmentDashboardUrl } from './components/dashboards/addresses.ts';
import type { Platform } from './platform.ts';

/**
 * Where people see a pull request. GitHub's pages stand beside its API: for `api.github.com` under another
 * name, else on the same host.
 */
export function pullRequestUrl(
  { github }: Pick<Platform, 'github'>,
  repository: string,
  number: string,
): string {
  const { protocol, host } = new URL(github.apiUrl);
  const web = host === 'api.github.com' ? 'https://github.com' : `${protocol}//${host}`;
  return `${web}/${repository}/pull/${number}`;
}

/** Where people see the Application of an environment; `undefined`: the address of Argo CD's UI is not known. */
export function applicationUrl(
  { argocd }: Pick<Platform, 'argocd'>,
  id: string,
): string | undefined {
  if (argocd.url === undefined) return undefined;
  return `${argocd.url.replace(/\/+$/, '')}/applications/${argocd.namespace}/${id}`;
}

/** Where people see the logs of an environment and what it uses; `undefined`: Grafana is not reached from outside. */
export function grafanaUrl(
  { components }: Pick<Platform, 'components'>,
  key: { readonly project: string; readonly number: string },
): string | undefined {
  if (!components?.monitoring || !components.login) return undefined;
  return environmentDashboardUrl(components.opsDomain, key);
}
