import type { KubernetesObject } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { createCheck } from '../../../apps/environment/check/check.ts';
import { renderStream } from '../../../apps/environment/render-stream.ts';
import { formatProblem } from '../../../apps/problems.ts';
import { environmentId } from '../../../constructs/names.ts';
import { askAs, type Answer, type Who } from './as-user.ts';
import { readBed } from './bed.ts';
import { connectCluster } from './cluster.ts';
import { addDefinitions } from './definitions.ts';
import { CONTROLLER, enforce, lift, policedPlatform, policiesFor, SWEEPER } from './policies.ts';
import { until } from './wait.ts';

const DEFINITIONS = ['tlsstores.traefik.io', 'servicemonitors.monitoring.coreos.com'];

/** Everything that an environment may hold. */
const CONFIG = (project: string) => `projectId: ${project}
envFrom: [{secretRef: {name: shop-env}}]
services:
  web: {migrate: [migrate], metrics: {enabled: true}, ingress: {annotations: {example.com/allowed: "yes"}}}
  api: {app: {port: 8080}, writableDirs: [/app/cache]}
seed: {command: [seed]}
databases: {postgresql: true, mongodb: true, redis: true, minio: true, mariadb: true}
`;

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'tried' } };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- objects of all kinds, changed by the tests
export type Anything = KubernetesObject & Record<string, any>;

/** Whoever it is, what they may not do is for the policies alone to say. */
const MIGHTY = ['system:masters', 'system:authenticated'];

/** One project's namespaces under the policies, with a rendered environment to try. */
export type AdmissionWorld = Awaited<ReturnType<typeof startAdmissionWorld>>;

export async function startAdmissionWorld(project: string) {
  const { kubeconfig } = readBed(process.env);
  const cluster = connectCluster(kubeconfig);
  const ask = askAs(kubeconfig);
  const platform = policedPlatform(project);
  const policies = policiesFor(platform, project);
  const namespace = environmentId(project, 7);
  const takeOff = await addDefinitions(cluster, kubeconfig, DEFINITIONS);
  const who = (user: string, ...groups: string[]): Who => ({
    user,
    groups: [...MIGHTY, ...groups],
  });

  /** Only tried, unless it is said otherwise; `path` of one object or of a collection. */
  const send = (
    by: string | Who,
    method: string,
    path: string,
    body?: object,
    { really = false } = {},
  ): Promise<Answer> =>
    ask(typeof by === 'string' ? who(by) : by, method, really ? path : `${path}?dryRun=All`, body);

  /** While the policies hold: by the one who may. */
  const removeNamespace = async (): Promise<void> => {
    await send(CONTROLLER, 'DELETE', `/api/v1/namespaces/${namespace}`, undefined, {
      really: true,
    });
    await until('no namespace', async () => !(await cluster.namespace(namespace)), {
      seconds: 60,
      explain: async () => JSON.stringify(await cluster.namespace(namespace)),
    });
  };
  const stop = async (): Promise<void> => {
    await removeNamespace();
    await lift(cluster, policies);
    await takeOff();
  };
  const objects = render(project);
  // What a run that was killed has left.
  await lift(cluster, policies);
  await removeNamespace();
  await enforce(cluster, policies, async () => {
    // Of the policy that comes last.
    const configMaps = '/api/v1/namespaces/default/configmaps';
    return (await send(SWEEPER, 'POST', configMaps, CONFIG_MAP)).code === 403;
  });
  const made = await send(CONTROLLER, 'POST', '/api/v1/namespaces', namespaceOf(objects), {
    really: true,
  });
  if (made.code !== 201) throw new Error(made.body.message);
  return { project, namespace, cluster, policies, objects, send, who, stop };
}

function namespaceOf(objects: readonly Anything[]): Anything {
  const found = objects.find(({ kind }) => kind === 'Namespace');
  if (!found) throw new Error('no Namespace is rendered');
  return found;
}

function render(project: string): Anything[] {
  const platform = `domain: e2e-previews.dev
gitops: {url: "https://git.example/gitops.git"}
prometheus: {url: "http://kps-prometheus.observability:9090"}
projects:
  - id: ${project}
    repository: acme/${project}
    image: "ghcr.io/acme/${project}:{sha}"
    policy: {ingressAnnotations: [example.com/allowed]}
`;
  const rendered = renderStream({
    config: { name: 'k8s-ee.yaml', text: CONFIG(project) },
    platform: { name: 'platform.yaml', text: platform },
    ...{ number: '7', sha: undefined, check: createCheck() },
  });
  if (!rendered.ok) throw new Error(rendered.problems.map(formatProblem).join('\n'));
  return parseAllDocuments(rendered.value, { version: '1.1' }).map(
    (document) => document.toJS() as Anything,
  );
}

const PLURALS: Readonly<Record<string, string>> = {
  Ingress: 'ingresses',
  NetworkPolicy: 'networkpolicies',
};

/** The path of the collection that an object belongs to, or of the object itself. */
export function pathOf(
  { apiVersion = '', kind = '', metadata }: KubernetesObject,
  name = '',
): string {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = PLURALS[kind] ?? `${kind.toLowerCase()}s`;
  const place = metadata?.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${group}${place}/${plural}${name && `/${name}`}`;
}
