import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, ExternalSecret, Service } from './cluster.ts';
import { environmentOf, type Environment } from './environment.ts';
import type { Images } from './images.ts';
import { say } from './measure.ts';
import type { World } from './world.ts';

/** An environment whose containers really run `images/app`: pushed to with images, and asked by its Service. */
export type RealEnvironment = Environment & {
  /** Opens its pull request, once the image of its head is made and before GitHub tells of it. */
  open(): Promise<string>;
  /** Pushes these files in the same way; the new head. `user`: whom its image says it runs as. */
  push(files?: Readonly<Record<string, string>>, user?: string): Promise<string>;
  /** Pushes again this long after GitHub has told of the first push; both heads. Milliseconds. */
  pushTwice(pauseMs: number): Promise<readonly [string, string]>;
  /** Makes the Secrets of its databases, in the stead of External Secrets. */
  makeSecrets(databases: readonly string[]): Promise<void>;
  /** What its app answers at a path, as the ingress controller asks it. */
  ask<T>(path: string): Promise<T>;
  /** Resolves with the answer of `/` once this commit gives it. */
  answers(sha: string, seconds: number): Promise<Visit>;
};

export type Visit = { readonly commit: string; readonly visits: number };

export function realEnvironment(world: World, images: Images, number: number): RealEnvironment {
  const environment = environmentOf(world, number);
  const { github, repository, cluster } = world;
  const imageOf = (sha: string) => `ghcr.io/acme/${world.project}:${sha}`;
  /** A kubelet that once asked in vain for an image asks again later and later: all are made before. */
  const told = async (
    { pull, deliveries }: Awaited<ReturnType<typeof github.openPullRequest>>,
    user?: string,
  ) => {
    await images.app(imageOf(pull.head.sha), pull.head.sha, user);
    await github.redeliver(deliveries[0]?.id ?? '');
    return pull.head.sha;
  };

  const ask = <T>(path: string): Promise<T> => askApp<T>(cluster, environment.id, path);

  return {
    ...environment,
    ask,
    open: async () =>
      told(await github.openPullRequest(repository, { number }, { withhold: true })),
    push: async (files = {}, user) =>
      told(await github.push(repository, number, files, { withhold: true }), user),
    async pushTwice(pauseMs) {
      const first = await told(await github.push(repository, number, {}, { withhold: true }));
      await sleep(pauseMs);
      const { pull } = await github.push(repository, number);
      await images.app(imageOf(pull.head.sha), pull.head.sha);
      return [first, pull.head.sha];
    },
    answers: (sha, seconds) =>
      environment.wait(
        `the app of ${sha} answers`,
        async () => {
          const answer = await ask<Visit>('/');
          return answer.commit === sha && answer;
        },
        seconds,
      ),
    async makeSecrets(databases) {
      for (const name of databases) {
        await environment.wait(
          `its ExternalSecret ${name}`,
          () => makeSecret(cluster, environment.id, name),
          60,
        );
      }
      say(
        `       External Secrets does not run here: the test made the Secrets ${databases.join(', ')} in its stead`,
      );
    },
  };
}

/** What the app of an environment answers at a path of its Service, as the ingress controller asks it. */
export async function askApp<T>(cluster: Cluster, namespace: string, path: string): Promise<T> {
  const service = await cluster.read<Service>('v1', 'Service', { name: 'app', namespace });
  if (!service) throw new Error(`there is no Service app in ${namespace}`);
  const { clusterIP, ports } = service.spec;
  const url = `http://${clusterIP}:${ports[0]?.port}${path}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(20_000) });
  if (!response.ok) throw new Error(`the app answered ${response.status} at ${path}`);
  return (await response.json()) as T;
}

/** Makes what the ExternalSecret of a database asks for; whether there is one. */
export async function makeSecret(
  cluster: Cluster,
  namespace: string,
  name: string,
): Promise<boolean> {
  const all = await cluster.list<ExternalSecret>('external-secrets.io/v1', 'ExternalSecret', {
    namespace,
  });
  const external = all.find(({ spec }) => spec.target?.name === name);
  if (!external) return false;
  const keys = Object.keys(external.spec.target?.template?.data ?? {});
  const stringData = Object.fromEntries(keys.map((key) => [key, randomBytes(16).toString('hex')]));
  const metadata = { name, namespace };
  await cluster.put({ apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata, stringData });
  return true;
}
