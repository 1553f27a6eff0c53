import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '../../apps/platform/config.ts';
import type { Asked } from '../asked.ts';
import { openInstallation } from '../cluster/installation.ts';
import { repositoryOnGitHub } from '../git-credentials.ts';
import { createGitHub } from '../github/client.ts';
import { inspectGitHub } from '../github/inspection.ts';
import { tryPush } from '../gitops/try-push.ts';
import { authFromFile } from '../registry/auth-file.ts';
import { createRegistry } from '../registry/registry.ts';
import { createPostTo, createServedAt } from './clients/https.ts';
import { createResolve } from './clients/resolver.ts';
import { gitopsAccess, type ClusterCredentials } from './credentials.ts';
import type { PreflightClients } from './preflight.ts';

/** The real world. What of a secret must stand in a file is gone after `close`. */
export async function openClients(options: {
  readonly gitops: string;
  readonly kubeconfig: string | undefined;
  readonly dnsServers: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Promise<PreflightClients & { close(): Promise<void> }> {
  const { gitops, kubeconfig, environment } = options;
  const directory = await mkdtemp(join(tmpdir(), 'preflight-'));
  const keep = async (name: string, text: string): Promise<string> => {
    const file = join(directory, name);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  };

  return {
    read: (path) => readFile(join(gitops, path), 'utf8').catch(() => undefined),
    cluster: kubeconfig === undefined ? undefined : openInstallation({ kubeconfig }),
    resolve: createResolve({ servers: options.dnsServers }),
    servedAt: createServedAt(),
    postTo: createPostTo(),
    inspect: (apiUrl, auth) => inspectGitHub({ apiUrl, auth }),
    registry: async (config) =>
      createRegistry({ auth: authFromFile(config && (await keep('registry.json', config))) }),
    push: async (platform, credentials) =>
      push(platform, credentials, { keep: (key) => keep('gitops', key), environment }),
    now: () => new Date(),
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

async function push(
  { gitops }: Platform,
  credentials: ClusterCredentials,
  given: {
    readonly keep: (key: string) => Promise<string>;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): Promise<Asked<'existing' | 'new'>> {
  const access = await gitopsAccess(credentials, {
    writeKey: given.keep,
    installationToken: installationToken(gitops.url, credentials),
  });
  return tryPush({
    ...{ url: gitops.url, branch: gitops.environmentsBranch },
    ...{ credentials: access, environment: given.environment },
  });
}

/** As the generator does: an App opens the repository where that is on GitHub. */
function installationToken(url: string, { generator }: ClusterCredentials) {
  const place = repositoryOnGitHub(url);
  if (place === undefined || generator.kind === 'unknown') return undefined;
  if (generator.value.kind !== 'app') return undefined;
  const log = { warn() {} };
  const github = createGitHub({ apiUrl: place.apiUrl, auth: generator.value, log });
  return () => github.gitToken(place.repository);
}
