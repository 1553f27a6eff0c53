import { environmentDirectory } from '../../../apps/environment/record.ts';
import { environmentId } from '../../../constructs/names.ts';
import { labels } from '../../../constructs/labels.ts';
import { REFRESH, type Application, type Deployment, type Namespace } from './cluster.ts';
import { describeEnvironment } from './cluster-state.ts';
import { until } from './wait.ts';
import type { World } from './world.ts';

/** One environment as it is seen from outside: in the cluster and in Git. */
export type Environment = ReturnType<typeof environmentOf>;

export function environmentOf(world: World, number: number) {
  const { project, cluster, gitops } = world;
  const id = environmentId(project, number);
  const path = `${environmentDirectory({ project, number: String(number) })}/environment.yaml`;

  const wait = <T>(what: string, look: () => Promise<T | undefined | false>, seconds: number) =>
    until(`${id}: ${what}`, look, {
      seconds,
      explain: async () =>
        [await describeEnvironment(cluster, { project, id }), ...world.complaints()].join('\n'),
    });

  const record = () => gitops.person.read('environments', path);

  return {
    id,
    path,
    wait,
    record,

    /** Changes the record as a person does: edits the newest version, commits, pushes. */
    async edit(change: (text: string) => string): Promise<void> {
      const text = await record();
      if (text === undefined) throw new Error(`${path} is not in the GitOps repository`);
      const changed = change(text);
      if (changed === text) throw new Error(`the edit changes nothing in ${path}:\n${text}`);
      await gitops.person.push('environments', { [path]: changed });
    },

    recordIs: (what: string, fits: (text: string | undefined) => boolean, seconds: number) =>
      wait(`its record ${what}`, async () => fits(await record()), seconds),

    /** Resolves with the Application once Argo CD calls it Synced and Healthy. */
    healthy: (seconds = 60): Promise<Application> =>
      wait(
        'Synced and Healthy',
        async () => {
          const application = await cluster.application(id);
          const { sync, health } = application?.status ?? {};
          return sync?.status === 'Synced' && health?.status === 'Healthy' && application;
        },
        seconds,
      ),

    /** Resolves with the one Deployment once every replica runs this commit and is available. */
    runs: (sha: string, seconds = 60): Promise<Deployment> =>
      wait(
        `runs ${sha}`,
        async () => {
          const [deployment] = await cluster.deployments(id);
          return deployment && isRollout(deployment, sha) && deployment;
        },
        seconds,
      ),

    namespaceGone: (seconds = 60) =>
      wait('no namespace', async () => !(await cluster.namespace(id)), seconds),

    applicationGone: (seconds = 60) =>
      wait('no Application', async () => !(await cluster.application(id)), seconds),

    terminating: (seconds = 30): Promise<Namespace> =>
      wait(
        'a terminating namespace',
        async () => {
          const namespace = await cluster.namespace(id);
          return namespace?.status?.phase === 'Terminating' && namespace;
        },
        seconds,
      ),

    /** Has Argo CD look at GitHub and Git now, and waits until it has acted on what it saw. */
    async reconciled(): Promise<void> {
      await cluster.refresh(project);
      await wait(
        'a reconcile of its ApplicationSet without an error',
        async () => {
          const set = await cluster.applicationSet(project);
          return set && set.metadata?.annotations?.[REFRESH] === undefined;
        },
        30,
      );
    },

    /** What changes when an environment is deleted and made again; fails where it is being deleted. */
    async identity(): Promise<{ application: string; namespace: string }> {
      const application = (await cluster.application(id))?.metadata;
      const namespace = (await cluster.namespace(id))?.metadata;
      if (application?.deletionTimestamp ?? namespace?.deletionTimestamp) {
        throw new Error(`${id} is being deleted`);
      }
      return { application: application?.uid ?? 'absent', namespace: namespace?.uid ?? 'absent' };
    },
  };
}

/** Opens the pull request and resolves once its environment is Synced and Healthy. */
export async function openEnvironment(world: World, number: number): Promise<Environment> {
  const environment = environmentOf(world, number);
  await world.github.openPullRequest(world.repository, { number });
  await environment.healthy();
  return environment;
}

function isRollout({ metadata, spec, status }: Deployment, sha: string): boolean {
  const { template, replicas } = spec;
  const image = template.spec.containers[0]?.image ?? '';
  const marks = { ...template.metadata.labels, ...template.metadata.annotations };
  return (
    image.endsWith(`:${sha}`) &&
    marks[labels.commitSha] === sha &&
    status?.observedGeneration === metadata?.generation &&
    status?.replicas === replicas &&
    status.updatedReplicas === replicas &&
    status.availableReplicas === replicas
  );
}
