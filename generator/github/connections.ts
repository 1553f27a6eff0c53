import { createAppAuth } from '@octokit/auth-app';
import { appAnswer, installationAnswer, userAnswer } from './answers.ts';
import { statusOf } from './doubt.ts';
import { createOctokit, type Octokit, type OctokitOptions } from './octokit.ts';

export type Auth =
  { kind: 'token'; token: string } | { kind: 'app'; appId: string; privateKey: string };

/** Which connection, and so which credential, serves a repository. */
export type Connections = {
  /** Login that our own comments carry. */
  login(): Promise<string>;
  /** Runs `ask` on the connection for `owner/name`. */
  on<T>(repository: RepositoryName, ask: (octokit: Octokit) => Promise<T>): Promise<T>;
  /** The credential of a connection, for Git over HTTPS; an installation's is good for minutes at least. */
  gitToken(octokit: Octokit): Promise<string>;
};

export type RepositoryName = { readonly owner: string; readonly repo: string };

export function createConnections(options: OctokitOptions, auth: Auth): Connections {
  return auth.kind === 'token' ? byToken(options, auth.token) : byApp(options, auth);
}

function byToken(options: OctokitOptions, token: string): Connections {
  const octokit = createOctokit(options, { auth: token });
  return {
    login: async () => userAnswer.parse((await octokit.rest.users.getAuthenticated()).data).login,
    on: (_repository, ask) => ask(octokit),
    gitToken: () => Promise.resolve(token),
  };
}

/** An App has one installation, with a token of its own, per owner. */
function byApp(
  options: OctokitOptions,
  { appId, privateKey }: Auth & { kind: 'app' },
): Connections {
  const connect = (installationId?: number) =>
    createOctokit(options, {
      authStrategy: createAppAuth,
      auth: { appId, privateKey, ...(installationId === undefined ? {} : { installationId }) },
    });
  const app = connect();
  const owners = new Map<string, Promise<Octokit>>();

  async function find(repository: RepositoryName): Promise<Octokit> {
    const { data } = await app.rest.apps.getRepoInstallation(repository);
    return connect(installationAnswer.parse(data).id);
  }

  async function on<T>(repository: RepositoryName, ask: (octokit: Octokit) => Promise<T>) {
    const owner = repository.owner.toLowerCase();
    const connection = owners.get(owner) ?? find(repository);
    owners.set(owner, connection);
    try {
      return await ask(await connection);
    } catch (error) {
      if (isStale(error)) owners.delete(owner);
      throw error;
    }
  }

  return {
    login: async () =>
      `${appAnswer.parse((await app.rest.apps.getAuthenticated()).data).slug}[bot]`,
    on,
    async gitToken(octokit) {
      const { token } = (await octokit.auth({ type: 'installation' })) as { token: string };
      return token;
    },
  };
}

/** Whether the installation itself may be in doubt: not found, refused, or gone and made anew. */
export function isStale(error: unknown): boolean {
  const { url = '' } = (error as { request?: { url?: string } }).request ?? {};
  return (
    statusOf(error) === undefined ||
    statusOf(error) === 401 ||
    /\/(installation|access_tokens)$/.test(url)
  );
}
