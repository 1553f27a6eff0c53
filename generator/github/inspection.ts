import { createAppAuth } from '@octokit/auth-app';
import { z } from 'zod';
import { known, type Asked } from '../asked.ts';
import { createConnections, type Auth } from './connections.ts';
import { createScrub, doubt, statusOf } from './doubt.ts';
import { createOctokit, type Octokit } from './octokit.ts';

const grants = z.record(z.string(), z.string());
const events = z.array(z.string()).default([]);
const appAnswer = z.object({ slug: z.string().min(1), permissions: grants, events });
const installationAnswer = z.object({
  ...{ permissions: grants, events },
  suspended_at: z.string().nullish(),
});
const hookAnswer = z.object({
  url: z.string().default(''),
  content_type: z.string().default('form'),
  insecure_ssl: z.union([z.string(), z.number()]).default('0'),
  secret: z.string().nullish(),
});
const deliveriesAnswer = z.array(
  z.object({ event: z.string(), delivered_at: z.string(), status_code: z.number() }),
);
const hooksAnswer = z.array(
  z.object({
    active: z.boolean().default(true),
    config: hookAnswer,
    events,
    last_response: z.object({ code: z.number().nullable() }).nullish(),
  }),
);
const rateAnswer = z.object({
  resources: z.object({ core: z.object({ limit: z.number(), remaining: z.number() }) }),
});

export type AppFacts = z.output<typeof appAnswer>;
export type InstallationFacts = Omit<AppFacts, 'slug'> & { readonly suspended: boolean };
export type HookFacts = {
  readonly url: string;
  readonly json: boolean;
  readonly verifiesTls: boolean;
  /** Whether deliveries are signed; GitHub never tells with what. */
  readonly signed: boolean;
};
/** A webhook of one repository. `answered`: the status of the last delivery. */
export type RepositoryHook = HookFacts & {
  readonly active: boolean;
  readonly events: readonly string[];
  readonly answered: number | undefined;
};
export type DeliveryFacts = {
  readonly event: string;
  readonly at: string;
  /** 0: nobody answered. */
  readonly status: number;
};

/** What one credential may do, and how the webhook is set up; nothing is written. No method rejects. */
export type GitHubInspection = {
  /** The account that a token or an App acts as. */
  account(): Promise<Asked<string>>;
  /** Of an App only. */
  app(): Promise<Asked<AppFacts>>;
  /** `undefined`: the App is not installed there. */
  installation(repository: string): Promise<Asked<InstallationFacts | undefined>>;
  hook(): Promise<Asked<HookFacts>>;
  /** The newest first. */
  deliveries(): Promise<Asked<DeliveryFacts[]>>;
  repositoryHooks(repository: string): Promise<Asked<RepositoryHook[]>>;
  /** `false`: GitHub knows no such repository, or does not show it. */
  listsPullRequests(repository: string): Promise<Asked<boolean>>;
  /** `undefined`: there is no such branch. */
  isProtected(repository: string, branch: string): Promise<Asked<boolean | undefined>>;
  /** Of this hour, for all requests of the credential to repositories of this owner. */
  rateLimit(repository: string): Promise<Asked<{ limit: number; remaining: number }>>;
};

export function inspectGitHub(options: {
  readonly apiUrl: string;
  readonly auth: Auth;
  /** For one request. @default 10000 */
  readonly timeoutMs?: number;
}): GitHubInspection {
  const { auth } = options;
  const scrub = createScrub([auth.kind === 'token' ? auth.token : auth.privateKey]);
  const given = {
    ...{ apiUrl: options.apiUrl.replace(/\/+$/, ''), timeoutMs: options.timeoutMs ?? 10_000 },
    ...{ userAgent: 'k8s-ephemeral-environments-preflight', log: { warn() {} } },
    ...{ throttle: false, scrub },
  };
  const connections = createConnections(given, auth);
  let ownApp: Octokit | undefined;
  const asApp = () => {
    if (auth.kind === 'token') throw new Error('a token is no App');
    const { appId, privateKey } = auth;
    return (ownApp ??= createOctokit(given, {
      authStrategy: createAppAuth,
      auth: { appId, privateKey },
    }));
  };

  async function ask<T>(what: string, act: () => Promise<T>): Promise<Asked<T>> {
    try {
      return known(await act());
    } catch (error) {
      return doubt(error, what, scrub);
    }
  }
  const orAbsent = <T>(act: Promise<T>) =>
    act.catch((error: unknown) => {
      if (statusOf(error) === 404) return undefined;
      throw error;
    });

  return {
    account: () => ask('its account', () => connections.login()),
    app: () =>
      ask('the App', async () =>
        appAnswer.parse((await asApp().rest.apps.getAuthenticated()).data),
      ),
    installation: (repository) =>
      ask(`the installation for ${repository}`, async () => {
        const answer = await orAbsent(asApp().rest.apps.getRepoInstallation(placeOf(repository)));
        if (answer === undefined) return undefined;
        const { suspended_at: since, ...facts } = installationAnswer.parse(answer.data);
        return { ...facts, suspended: typeof since === 'string' };
      }),
    hook: () =>
      ask('the webhook of the App', async () =>
        hookFacts(hookAnswer.parse((await asApp().rest.apps.getWebhookConfigForApp()).data)),
      ),
    deliveries: () =>
      ask('the deliveries of the webhook', async () => {
        const { data } = await asApp().rest.apps.listWebhookDeliveries({ per_page: 30 });
        return deliveriesAnswer
          .parse(data)
          .map(({ event, delivered_at: at, status_code: status }) => ({ event, at, status }));
      }),
    repositoryHooks: (repository) =>
      ask(`the webhooks of ${repository}`, () =>
        connections.on(placeOf(repository), async ({ rest }) => {
          const { data } = await rest.repos.listWebhooks({ ...placeOf(repository), per_page: 100 });
          return hooksAnswer.parse(data).map(({ config, last_response: last, ...hook }) => ({
            ...hookFacts(config),
            ...hook,
            answered: last?.code ?? undefined,
          }));
        }),
      ),
    listsPullRequests: (repository) =>
      ask(`the open pull requests of ${repository}`, async () => {
        const place = placeOf(repository);
        const answer = connections.on(place, ({ rest }) =>
          rest.pulls.list({ ...place, per_page: 1 }),
        );
        return (await orAbsent(answer)) !== undefined;
      }),
    isProtected: (repository, branch) =>
      ask(`the branch ${branch} of ${repository}`, async () => {
        const place = placeOf(repository);
        const answer = connections.on(place, ({ rest }) =>
          rest.repos.getBranch({ ...place, branch }),
        );
        return (await orAbsent(answer))?.data.protected;
      }),
    rateLimit: (repository) =>
      ask('its rate limit', () =>
        connections.on(placeOf(repository), async ({ rest }) => {
          const { resources } = rateAnswer.parse((await rest.rateLimit.get()).data);
          return resources.core;
        }),
      ),
  };
}

function placeOf(repository: string): { owner: string; repo: string } {
  const [owner = '', repo = ''] = repository.split('/');
  return { owner, repo };
}

function hookFacts(answer: z.output<typeof hookAnswer>): HookFacts {
  return {
    url: answer.url,
    json: answer.content_type === 'json',
    verifiesTls: String(answer.insecure_ssl) === '0',
    signed: (answer.secret ?? '') !== '',
  };
}
