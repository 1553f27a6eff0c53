import { join } from 'node:path';
import { createCluster } from '../cluster/cluster.ts';
import { createPreviewNamespaces } from '../cluster/preview-namespaces.ts';
import { gitCredentials } from '../git-credentials.ts';
import { createGitHub } from '../github/client.ts';
import { openPlatformBranch } from '../gitops/start.ts';
import { createRepository } from '../gitops/repository.ts';
import { parsePlatform, type Platform } from '../../apps/platform/config.ts';
import { formatProblem } from '../../apps/problems.ts';
import { PLATFORM_FILE } from '../reconcile/platform-file.ts';
import type { Settings } from '../settings.ts';
import { readAuth } from '../start-up.ts';
import type { Log } from '../telemetry/log.ts';
import { sweepOrphans, type OrphanSweep } from './sweep-orphans.ts';

const AUTHOR = { name: 'k8s-ephemeral-environments', email: 'sweeper@k8s-ee.invalid' };

/** One sweep with everything it needs, opened for it alone. Throws, before anything is removed, on any doubt. */
export async function runSweeper(
  settings: Settings,
  deps: {
    readonly log: Log;
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly dryRun: boolean;
    readonly now: () => Date;
  },
): Promise<OrphanSweep> {
  const { log, environment } = deps;
  if (settings.kubernetes.mode === 'off') {
    throw new Error('KUBERNETES=off: the sweeper removes namespaces, so it needs a cluster');
  }
  const { kubeconfig } = settings.kubernetes;
  const auth = await readAuth(settings);
  const connect = (apiUrl: string) =>
    createGitHub({ apiUrl, auth, log, throttle: true, userAgent: AUTHOR.name });
  const credentials = gitCredentials(settings, auth, connect);
  const place = {
    url: settings.gitopsUrl,
    branch: settings.gitopsBranch,
    directory: join(settings.dataDirectory, 'sweeper'),
    author: AUTHOR,
    environment,
    ...(credentials && { credentials }),
  };
  const people = await openPlatformBranch(place);
  const platform = platformOf(await people.readPlatformFile(PLATFORM_FILE));
  return sweepOrphans({
    ...deps,
    platform,
    namespaces: createPreviewNamespaces({ kubeconfig }),
    cluster: createCluster({
      mode: 'on',
      ...(kubeconfig !== undefined && { kubeconfig }),
      argocdNamespace: () => platform.argocd.namespace,
    }),
    github: connect(platform.github.apiUrl),
    repository: createRepository({
      ...place,
      environmentsBranch: platform.gitops.environmentsBranch,
      headFile: join(settings.dataDirectory, 'sweeper.head'),
      mayCreateBranch: () => Promise.resolve(false),
    }),
  });
}

function platformOf(text: string | undefined): Platform {
  if (text === undefined) throw new Error(`there is no ${PLATFORM_FILE}: nothing is removed`);
  const parsed = parsePlatform(text);
  if (parsed.ok) return parsed.value;
  const problems = parsed.problems.map(formatProblem).join('\n  ');
  throw new Error(`${PLATFORM_FILE} is invalid, so nothing is removed:\n  ${problems}`);
}
