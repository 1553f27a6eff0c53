import { environmentDirectory } from '../../../apps/environment/record.ts';
import type { BareRepository } from '../bare-repository.ts';
import {
  applicationObject,
  applicationSetObject,
  newApplication,
  type Application,
} from './application-objects.ts';
import { readWanted, type ClusterProject } from './desired.ts';
import { inTurn } from './in-turn.ts';
import type { Namespaces } from './namespaces.ts';
import type { Store } from './store.ts';
import type { Timers } from './timers.ts';
import type { Timing } from './timing.ts';

export type ArgoCDOptions = {
  readonly bare: Pick<BareRepository, 'head' | 'files'>;
  readonly environmentsBranch: string;
  readonly projects: readonly ClusterProject[];
  /** Of GitHub's API. */
  readonly apiUrl: string;
  /** Where the Applications are. */
  readonly namespace: string;
  readonly namespaces: Namespaces;
  readonly applications: Store;
  readonly applicationSets: Store;
  readonly timing: Timing;
  readonly timers: Timers;
  /** Hears of every step of an environment. */
  readonly note: (id: string, step: string) => void;
};

/** A model of Argo CD: what Git and GitHub say comes to be, as it was seen to on a real one. */
export type ArgoCD = {
  /** The webhook of the ApplicationSet controller: records or pull requests changed. */
  wakeSets(): void;
  /** The webhook of the server: manifests of these environments changed. */
  wakeApplications(ids: readonly string[]): void;
  /** What runs of an environment changed by itself. */
  runChanged(id: string): void;
  /** Its namespace is gone. */
  ended(id: string): void;
};

export function createArgoCD(options: ArgoCDOptions): ArgoCD {
  const { bare, namespaces, timing, timers, note, namespace } = options;
  const applications = new Map<string, Application>();

  function publish(application: Application): void {
    const health = application.synced ? namespaces.health(application.id) : 'Missing';
    options.applications.put(applicationObject(application, { namespace, health }));
  }

  const head = async () => {
    const found = await bare.head(options.environmentsBranch);
    if (found === undefined) throw new Error(`there is no branch ${options.environmentsBranch}`);
    return found;
  };

  async function reconcile(project: ClusterProject): Promise<void> {
    let problem: string | undefined;
    try {
      const wanted = await readWanted(project, { ...options, head: await head() });
      const ids = new Set(wanted.map(({ id }) => id));
      for (const one of wanted) {
        if (applications.has(one.id)) continue;
        const made = newApplication(one, new Date());
        applications.set(one.id, made);
        note(one.id, 'Argo CD has an Application for it');
        publish(made);
        refresh(one.id);
      }
      for (const application of applications.values()) {
        const { project: of, id } = application;
        if (of === project.id && !ids.has(id) && !application.deleting) remove(application);
      }
    } catch (error) {
      problem = String(error);
    }
    options.applicationSets.put(applicationSetObject(project, { namespace, problem }));
  }

  function remove(application: Application): void {
    application.deleting = true;
    publish(application);
    note(application.id, 'Argo CD removes everything of it');
    if (!namespaces.terminate(application.id)) forget(application);
  }

  function forget({ id }: Application): void {
    applications.delete(id);
    options.applications.remove(id);
    // It may be wanted again.
    sets.wake();
  }

  const sets = inTurn(async () => {
    for (const project of options.projects) await reconcile(project);
  });

  const refreshes = new Map<string, ReturnType<typeof inTurn>>();
  function refresh(id: string): void {
    const known = refreshes.get(id) ?? inTurn(() => compare(id));
    refreshes.set(id, known);
    known.wake();
  }

  /** Compares what Git holds with what was synced, and syncs it where it differs. */
  async function compare(id: string): Promise<void> {
    const application = applications.get(id);
    if (!application || application.deleting || application.operation?.phase === 'Running') return;
    const revision = await head();
    const directory = `${environmentDirectory(application)}/manifests`;
    const files = await bare.files(revision, directory);
    const text = files
      .filter(({ path }) => path.endsWith('.yaml'))
      .map(({ content }) => content)
      .join('\n---\n');
    if (application.synced?.text === text) {
      // The commit that is compared moves with the branch.
      application.synced = { revision, text };
      publish(application);
    } else if (application.operation?.text !== text) begin(application, revision, text);
  }

  function begin(application: Application, revision: string, text: string): void {
    const operation = { revision, text, message: '' };
    const at = () => new Date().toISOString();
    application.operation = { ...operation, phase: 'Running', at: at() };
    publish(application);
    timers.after(timing.syncMs, () => {
      if (application.deleting) return;
      try {
        namespaces.apply(application.id, text);
        application.synced = { revision, text };
        application.operation = { ...operation, phase: 'Succeeded', at: at() };
        const what = text === '' ? 'that nothing is left' : 'its objects';
        note(application.id, `Argo CD synced ${what} at ${revision.slice(0, 7)}`);
      } catch (error) {
        const message = String(error).slice(0, 300);
        application.operation = { ...operation, phase: 'Failed', message, at: at() };
        note(application.id, 'Argo CD could not sync it');
      }
      publish(application);
      refresh(application.id);
    });
  }

  const poll = () => {
    sets.wake();
    for (const id of applications.keys()) refresh(id);
    timers.after(timing.pollMs, poll);
  };
  poll();

  return {
    wakeSets: sets.wake,
    wakeApplications: (ids) => ids.forEach(refresh),
    runChanged(id) {
      const application = applications.get(id);
      if (application) publish(application);
    },
    ended(id) {
      note(id, 'its namespace is gone');
      const application = applications.get(id);
      if (!application) return;
      if (application.deleting) return forget(application);
      // What is wanted again is made again.
      if (application.synced?.text !== '') {
        application.synced = undefined;
        application.operation = undefined;
      }
      publish(application);
      refresh(id);
    },
  };
}
