import { EVENTS, requiredPermissions } from './endpoints.ts';

/** For whom an App is made: each has a credential and a rate limit of its own. */
export type AppUser = 'generator' | 'argocd';

/** What GitHub takes as the manifest of an App. */
export type AppManifest = {
  readonly name: string;
  readonly url: string;
  readonly description: string;
  readonly public: false;
  readonly redirect_url: string;
  readonly hook_attributes?: { readonly url: string; readonly active: boolean };
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly default_events: readonly string[];
};

/** GitHub's longest name of an App. */
const MAX_NAME = 34;

/** An App with exactly the permissions that its user needs. `redirectUrl`: where the browser comes back to. */
export function appManifest(options: {
  readonly user: AppUser;
  readonly opsDomain: string;
  /** Unique on all of GitHub. @default - `previews` and the first label of opsDomain */
  readonly name?: string | undefined;
  readonly redirectUrl: string;
}): AppManifest {
  const { user, opsDomain } = options;
  const page = `https://previews.${opsDomain}`;
  const usual = `previews-${opsDomain.replaceAll('.', '-')}`;
  const shared = {
    ...({ url: page, public: false, redirect_url: options.redirectUrl } as const),
  };
  if (user === 'argocd') {
    return {
      ...shared,
      name: (options.name ?? `${usual.slice(0, MAX_NAME - 7)}-argocd`).slice(0, MAX_NAME),
      description: 'Lists pull requests for Argo CD.',
      default_permissions: { metadata: 'read', pull_requests: 'read' },
      default_events: [],
    };
  }
  return {
    ...shared,
    name: (options.name ?? usual).slice(0, MAX_NAME),
    description: 'A preview environment for every pull request.',
    hook_attributes: { url: `${page}/webhooks/github`, active: true },
    default_permissions: requiredPermissions(),
    default_events: Object.keys(EVENTS),
  };
}

/** Where an App is made: below a person, or an organization; `gitHub` is the page of the server. */
export function newAppUrl(gitHub: string, organization: string | undefined): string {
  return organization === undefined
    ? `${gitHub}/settings/apps/new`
    : `${gitHub}/organizations/${encodeURIComponent(organization)}/settings/apps/new`;
}
