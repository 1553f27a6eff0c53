import { readFile } from 'node:fs/promises';
import type { Platform } from '../apps/platform/config.ts';
import type { Auth } from './github/client.ts';
import { openPlatformBranch, type StartOptions } from './gitops/start.ts';
import { createPlatformFile, InvalidPlatform } from './reconcile/platform-file.ts';
import { untilItWorks } from './repeat.ts';
import type { Settings } from './settings.ts';
import type { Health } from './telemetry/health.ts';
import type { Log } from './telemetry/log.ts';
import type { Metrics } from './telemetry/metrics.ts';

/** The account at GitHub. Throws, naming the file, when the App's key cannot be read. */
export async function readAuth({ github }: Pick<Settings, 'github'>): Promise<Auth> {
  if (github.kind === 'token') return github;
  const { appId, privateKeyFile } = github;
  const privateKey = await readFile(privateKeyFile, 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      throw new Error(
        `GITHUB_APP_PRIVATE_KEY_FILE: cannot read "${privateKeyFile}" (${error.code ?? 'failed'}); mount the App's private key there`,
      );
    },
  );
  return { kind: 'app', appId, privateKey };
}

/**
 * Reads `platform.yaml` for the first time, as often as it takes until the remote answers.
 * Throws `InvalidPlatform` where there is nothing to run by.
 */
export async function firstPlatform(
  repository: StartOptions,
  deps: {
    readonly canSign: boolean;
    readonly health: Health;
    readonly log: Log;
    readonly metrics: Metrics;
    readonly signal: AbortSignal;
  },
): Promise<Platform> {
  const { branch } = repository;
  const read = async () => {
    const opened = await openPlatformBranch(repository);
    const file = createPlatformFile({ ...deps, repository: opened, branch });
    return file.refresh({ head: '', records: new Map(), readonly: new Map() });
  };
  return untilItWorks(read, {
    signal: deps.signal,
    giveUp: (error) => error instanceof InvalidPlatform,
    onFailure(error) {
      const detail = error instanceof Error ? error.message : String(error);
      deps.health.report('git', { ok: false, detail });
      deps.log.warn({ reason: detail }, 'the GitOps repository cannot be read yet');
    },
  });
}
