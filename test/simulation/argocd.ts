import { isLive } from '../../apps/environment/record.ts';
import type { Applications, SyncState } from '../../generator/cluster/applications.ts';
import { noApplicationSets } from '../../generator/cluster/application-sets.ts';
import { noServiceLogs } from '../../generator/cluster/service-logs.ts';
import { noEvidence } from '../../generator/cluster/evidence.ts';
import type { Cluster } from '../../generator/cluster/cluster.ts';
import type { SimulatedGitHub } from './github.ts';
import type { Commit, Remote } from './git.ts';
import type { Call } from './process.ts';
import type { Readings } from './readings.ts';
import type { Random } from './random.ts';
import type { SimulatedTime } from './time.ts';

/** How often both are asked when nobody tells of a change. Milliseconds. */
const POLL_MS = 240_000;
/** After an error of GitHub no webhook is heeded until then. */
const FROZEN_MS = 180_000;
/** How long Kubernetes waits before it looks at a namespace that is to go. */
const GRACE_MS = 5_000;

type Application = {
  readonly id: string;
  /** The commit and the manifests that the cluster has. */
  synced: { readonly revision: string; readonly manifests: string } | undefined;
  failed:
    { readonly revision: string; readonly manifests: string; readonly at: string } | undefined;
  running: boolean;
  deleting: boolean;
};

/** Argo CD and the cluster behind it, as they were seen to behave. */
export type SimulatedArgoCD = {
  readonly namespaces: ReadonlyMap<string, 'present' | 'terminating'>;
  readonly applications: ReadonlyMap<string, unknown>;
  /** The webhook of the ApplicationSet controller: pull requests or records changed. */
  wakeSets(): void;
  /** The webhook of the server: manifests changed. */
  wakeApplications(): void;
  /** Whether the cluster has what Git has of an environment. */
  isSynced(id: string): boolean;
  /** The manifests that the cluster has of an environment. */
  content(id: string): string | undefined;
  /** Whether the cluster ever had manifests of an environment that name a commit, by its first digits. */
  ever(id: string, sha: string): boolean;
  /** Share of syncs that fail. */
  syncFailures: number;
  cluster(call: Call): Cluster;
};

export function createArgoCD(
  time: SimulatedTime,
  random: Random,
  world: {
    readonly remote: Remote;
    readonly github: SimulatedGitHub;
    readonly read: Readings;
  },
): SimulatedArgoCD {
  const { remote, github, read } = world;
  const namespaces = new Map<string, 'present' | 'terminating'>();
  const applications = new Map<string, Application>();
  const had = new Map<string, Set<string>>();
  const failureListeners = new Set<(id: string) => void>();
  const changeListeners = new Set<(id: string) => void>();
  const changed = (id: string) => changeListeners.forEach((tell) => tell(id));
  let frozenUntil = 0;

  const argocd: SimulatedArgoCD = {
    ...{ namespaces, applications, syncFailures: 0.05 },
    wakeSets: () => time.after(300 + random.int(700), reconcileSets),
    wakeApplications: () => time.after(200 + random.int(400), refreshAll),
    isSynced: (id) =>
      applications.get(id)?.synced?.manifests === manifestsOf(remote.environments(), id),
    ever: (id, sha) => [...(had.get(id) ?? [])].some((manifests) => manifests.includes(sha)),
    content: (id) => applications.get(id)?.synced?.manifests || undefined,
    cluster: clusterOf,
  };

  function reconcileSets(): void {
    if (time.ms() < frozenUntil) return;
    const wanted = desired(remote.environments());
    if (wanted === undefined || github.down) {
      frozenUntil = time.ms() + random.int(FROZEN_MS);
      time.after(FROZEN_MS, reconcileSets);
      return;
    }
    for (const id of wanted) {
      if (applications.has(id)) continue;
      applications.set(id, {
        id,
        synced: undefined,
        failed: undefined,
        running: false,
        deleting: false,
      });
      refresh(id);
    }
    for (const [id, application] of applications) {
      if (wanted.has(id) || application.deleting) continue;
      application.deleting = true;
      time.after(500 + random.int(1_000), () => {
        terminate(id);
        applications.delete(id);
        changed(id);
      });
    }
  }

  /** The ids that both generators give; `undefined`: a record that cannot be read stops all of them. */
  function desired({ tree }: Commit): Set<string> | undefined {
    const open = new Set(github.listed().map(({ number }) => String(number)));
    const ids = new Set<string>();
    for (const [path, text] of tree) {
      if (!path.endsWith('/environment.yaml')) continue;
      const reading = read(text, path);
      if (reading.kind === 'bad') return undefined;
      const fields = reading.kind === 'good' ? reading.record : reading;
      if (!isLive(fields)) continue;
      const { project, number, keep } = fields;
      if (keep === 'preserved' || open.has(number)) ids.add(`${project}-pr-${number}`);
    }
    return ids;
  }

  function refreshAll(): void {
    for (const id of applications.keys()) refresh(id);
  }

  function refresh(id: string): void {
    const application = applications.get(id);
    if (!application || application.deleting || application.running) return;
    const head = remote.environments();
    const manifests = manifestsOf(head, id);
    const { synced, failed } = application;
    if (synced?.manifests === manifests) {
      application.synced = { revision: head.id, manifests };
      changed(id);
      return;
    }
    // The same manifests are never tried again.
    if (failed?.manifests === manifests) return;
    application.running = true;
    time.after(400 + random.int(1_500), () => {
      application.running = false;
      if (application.deleting) return;
      if (manifests !== '' && random.chance(argocd.syncFailures)) {
        application.failed = { revision: head.id, manifests, at: time.now().toISOString() };
        for (const tell of failureListeners) tell(id);
      } else {
        application.failed = undefined;
        application.synced = { revision: head.id, manifests };
        had.set(id, (had.get(id) ?? new Set()).add(manifests));
        if (manifests === '') terminate(id);
        else namespaces.set(id, 'present');
      }
      changed(id);
      refresh(id);
    });
  }

  function terminate(id: string): void {
    if (!namespaces.has(id)) return;
    namespaces.set(id, 'terminating');
    const hangs = random.chance(0.03) ? 600_000 : 0;
    time.after(GRACE_MS + random.int(2_000) + hangs, () => {
      if (namespaces.get(id) === 'terminating') namespaces.delete(id);
      const application = applications.get(id);
      // Heals: what is wanted again is made again.
      if (application && !application.deleting && application.synced?.manifests !== '') {
        application.synced = undefined;
        refresh(id);
      }
    });
  }

  function clusterOf(call: Call): Cluster {
    const unknown = () => ({ kind: 'unknown' as const, reason: 'Kubernetes does not answer' });
    const watched: Applications = {
      sync(id): SyncState {
        const failed = applications.get(id)?.failed;
        if (!failed) return { kind: 'known' };
        const { revision, at: finishedAt } = failed;
        return { kind: 'known', failure: { revision, finishedAt, message: 'refused' } };
      },
      state(id) {
        const application = applications.get(id);
        if (!application) return { kind: 'known' };
        const { synced, failed, running, deleting } = application;
        const there = namespaces.get(id) === 'present' || synced?.manifests === '';
        return {
          kind: 'known',
          application: {
            ...(synced && { syncedRevision: synced.revision }),
            health: there && !running ? 'Healthy' : 'Progressing',
            deleting,
            ...(failed && {
              failure: { revision: failed.revision, finishedAt: failed.at, message: 'refused' },
            }),
          },
        };
      },
      follow({ onFailure, onChange }, signal) {
        failureListeners.add(onFailure);
        changeListeners.add(onChange);
        signal.addEventListener('abort', () => {
          failureListeners.delete(onFailure);
          changeListeners.delete(onChange);
        });
        return Promise.resolve();
      },
    };
    return {
      environment: (id) =>
        call<Awaited<ReturnType<Cluster['environment']>>>(
          'cluster',
          () => {
            const application = applications.get(id);
            return {
              kind: 'known',
              namespace: namespaces.get(id) ?? 'absent',
              application: application && {
                ...(application.synced && { syncedRevision: application.synced.revision }),
              },
            };
          },
          unknown,
        ),
      hasApplications: () => Promise.resolve(applications.size > 0),
      applications: watched,
      applicationSets: noApplicationSets,
      evidence: noEvidence,
      serviceLogs: noServiceLogs,
      rollout: (id, sha) =>
        call<Awaited<ReturnType<Cluster['rollout']>>>(
          'cluster',
          () => {
            const live = applications.get(id)?.synced?.manifests ?? '';
            const there = namespaces.get(id) === 'present';
            return { kind: 'known', done: there && live.includes(sha) };
          },
          unknown,
        ),
    };
  }

  const poll = () => {
    reconcileSets();
    refreshAll();
    time.after(POLL_MS, poll);
  };
  time.after(random.int(POLL_MS), poll);
  return argocd;
}

/** All manifests of an environment as one text; none: ''. */
function manifestsOf({ tree }: Commit, id: string): string {
  const [project, number] = id.split('-pr-');
  const directory = `environments/${project}/pr-${number}/manifests/`;
  return [...tree]
    .filter(([path]) => path.startsWith(directory) && path.endsWith('.yaml'))
    .map(([path, content]) => `${path}\n${content}`)
    .sort()
    .join('');
}
