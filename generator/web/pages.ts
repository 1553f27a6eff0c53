import express, { type Express } from 'express';
import { environmentDirectory } from '../../apps/environment/record.ts';
import type { Platform } from '../../apps/platform/config.ts';
import { parseEnvironmentId } from '../../constructs/names.ts';
import type { Board } from '../feedback/board.ts';
import type { GitOpsRepository } from '../gitops/repository.ts';
import { createNeeds } from '../reconcile/capacity/need.ts';
import { usageOf } from '../reconcile/capacity/usage.ts';
import type { Reconciler } from '../reconcile/reconciler.ts';
import type { Health } from '../telemetry/health.ts';
import { createEnvironmentsApi } from './api/environments.ts';
import { createDashboard } from './dashboard/dashboard.tsx';
import type { Change } from './dashboard/history-list.tsx';
import { createStatusApp } from './status/status-app.tsx';

const MOST_CHANGES = 50;

export type PagesDeps = {
  readonly board: Board;
  readonly reconciler: Pick<Reconciler, 'platform' | 'records' | 'wake'>;
  readonly repository: Pick<GitOpsRepository, 'log'>;
  readonly health: Pick<Health, 'body'>;
  readonly draining: () => boolean;
  /** Ends what stays open once it is aborted. */
  readonly stopping: AbortSignal;
};

export type Pages = {
  /** For `PORT`: the dashboard and the API; passes on what is theirs not. */
  readonly team: Express;
  /** For `STATUS_PORT`: what an environment's address shows until its app does. */
  readonly status: Express;
};

/** What people and their programs look at. Nothing here changes anything but for a visit that wakes. */
export function createPages(deps: PagesDeps): Pages {
  const { board, reconciler, repository, health, draining, stopping } = deps;
  const needs = createNeeds();
  const platform = () => reconciler.platform();
  const team = express();
  team.disable('x-powered-by');
  team.use(createEnvironmentsApi({ board, stopping }));
  team.use(
    createDashboard({
      ...{ board, stopping },
      usage() {
        const records = reconciler.records()?.records;
        const { capacity } = platform() ?? {};
        return records && capacity && usageOf(records.values(), capacity, needs);
      },
      health: () => ({ ...health.body(), draining: draining() }),
      async history(id) {
        const key = parseEnvironmentId(id);
        if (!key) return [];
        const commits = await repository.log(environmentDirectory(key), MOST_CHANGES);
        return commits.map((commit) => ({ ...commit, ...commitLink(commit.sha, platform()) }));
      },
    }),
  );
  const status = createStatusApp({
    board,
    domain: () => platform()?.domain,
    wake: (key) => reconciler.wake({ ...key, visited: true }),
  });
  return { team, status };
}

/** Where a commit is seen, as far as the GitOps repository has pages. */
function commitLink(sha: string, platform: Platform | undefined): Pick<Change, 'url'> {
  const url = platform?.gitops.url.replace(/\.git$/, '') ?? '';
  return /^https?:/.test(url) ? { url: `${url}/commit/${sha}` } : {};
}
