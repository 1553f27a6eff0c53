import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { KubernetesObject } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { componentsOf } from '../../../apps/platform/components/all.ts';
import { parsePlatform, type Platform } from '../../../apps/platform/config.ts';
import { COMPONENTS_DIRECTORY, COMPONENTS_NAME, ROOT_NAME } from '../../../apps/platform/names.ts';
import { formatProblem } from '../../../apps/problems.ts';
import { labels } from '../../../constructs/labels.ts';
import { repositoryRoot } from '../../support/source-tree.ts';
import { ARGOCD, type Application, type Cluster } from './cluster.ts';
import { until } from './wait.ts';
import type { World } from './world.ts';

/** The components that are objects of our own; charts are not to be had here. */
const SECTION = `
opsDomain: ops.example.com
platform:
  generator: {image: "ghcr.io/acme/previews:0.1.0"}
  tls: {issuer: none}
  components: {certManager: off, externalSecrets: off, monitoring: off, logs: off}
`;

type Object = KubernetesObject & { apiVersion: string; kind: string };

/** The platform as `main` has it. */
export async function platformOf({ gitops }: World): Promise<Platform> {
  const parsed = parsePlatform((await gitops.person.read('main', 'platform.yaml')) ?? '');
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.value;
}

/** Changes `platform.yaml` as a person does: edits it, renders the platform, pushes both. */
export async function editPlatform(
  { gitops }: World,
  kubeconfig: string,
  change: (text: string) => string,
): Promise<void> {
  await gitops.person.edit('main', async (directory) => {
    const file = join(directory, 'platform.yaml');
    await writeFile(file, change(await readFile(file, 'utf8')));
    await sh(kubeconfig, `npm run --silent synth -- --gitops ${directory}`);
    await onlyNote(directory);
  });
}

/** Adds the components to a platform that has none, as the README says: `main`, then the root Application. */
export async function addComponents(world: World, kubeconfig: string): Promise<void> {
  const { directory } = world.gitops.person;
  await editPlatform(world, kubeconfig, (text) => text + SECTION);
  await sh(
    kubeconfig,
    `npm run --silent synth -- --gitops ${directory} --root | kubectl apply -f -`,
  );
  await world.cluster.refreshApplication(ROOT_NAME);
}

/** The policies are those of every environment on this cluster: other tests' too, which they must not disturb. */
async function onlyNote(directory: string): Promise<void> {
  const file = join(directory, COMPONENTS_DIRECTORY, 'admission/policies.yaml');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) await writeFile(file, text.replaceAll(/^( +)- Deny$/gm, '$1- Audit'));
}

/** The Applications of the components, and the objects of each as they stand in Git. */
export async function componentObjects(world: World): Promise<Map<string, Object[]>> {
  const names = componentsOf(await platformOf(world)).map(({ name }) => name);
  const files = await world.gitops.person.list('main');
  const found = new Map<string, Object[]>();
  for (const name of names) {
    const own = files.filter((path) => path.startsWith(`${COMPONENTS_DIRECTORY}/${name}/`));
    const texts = await Promise.all(own.map((path) => world.gitops.person.read('main', path)));
    const documents = texts.flatMap((text) => parseAllDocuments(text ?? ''));
    found.set(
      name,
      documents.map((document) => document.toJS() as Object),
    );
  }
  return found;
}

/** `KIND NAMESPACE/NAME` to the version of every object, as the cluster has them now. */
export async function versionsOf(
  cluster: Cluster,
  objects: readonly Object[],
): Promise<Record<string, string>> {
  const entries = objects.map(async ({ apiVersion, kind, metadata }) => {
    const { name = '', namespace } = metadata ?? {};
    const place = { name, ...(namespace !== undefined && { namespace }) };
    const seen = await cluster.read(apiVersion, kind, place);
    const version = seen?.metadata?.resourceVersion ?? 'absent';
    return [`${kind} ${namespace ?? ''}/${name}`, version] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

type Syncing = Application & {
  spec?: { project?: string; syncPolicy?: { syncOptions?: string[] } };
  operation?: object;
  status?: { operationState?: { phase?: string; message?: string; startedAt?: string } };
};

/** Has Argo CD apply everything of an Application once more; resolves with how it ended. */
export async function syncAgain(cluster: Cluster, name: string): Promise<string> {
  const read = () => cluster.application(name) as Promise<Syncing | undefined>;
  const before = await read();
  const syncOptions = before?.spec?.syncPolicy?.syncOptions ?? [];
  const operation = { initiatedBy: { username: 'e2e' }, sync: { syncOptions } };
  const metadata = { name, namespace: ARGOCD };
  await cluster.merge({
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata },
    ...{ operation },
  });
  return until(
    `${name}: another sync`,
    async () => {
      const { operation: pending, status } = (await read()) ?? {};
      const { phase, startedAt } = status?.operationState ?? {};
      const other = startedAt !== before?.status?.operationState?.startedAt;
      return pending === undefined && other && phase !== 'Running' && phase;
    },
    { seconds: 90, explain: async () => JSON.stringify((await read())?.status) },
  );
}

/** Takes all components off, also what a run that was killed has left; the root Application would bring them back. */
export async function removeComponents(cluster: Cluster): Promise<void> {
  await cluster.remove('Application', ROOT_NAME);
  const left = async () => {
    const all = await cluster.list<Syncing>('argoproj.io/v1alpha1', 'Application', {
      namespace: ARGOCD,
    });
    return all.filter(({ spec }) => spec?.project === COMPONENTS_NAME);
  };
  for (const { metadata } of await left()) {
    await cluster.remove('Application', metadata?.name ?? '');
  }
  await until('no component', async () => (await left()).length === 0, {
    seconds: 120,
    explain: async () => JSON.stringify((await left()).map(({ status }) => status)),
  });
  await cluster.remove('AppProject', COMPONENTS_NAME);
  const namespaces = () => cluster.list('v1', 'Namespace', { labels: `${labels.type}=platform` });
  for (const { metadata } of await namespaces()) {
    await cluster.delete({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: metadata?.name ?? '' },
    });
  }
  await until('no namespace of the platform', async () => (await namespaces()).length === 0, {
    seconds: 120,
    explain: async () => JSON.stringify(await namespaces()),
  });
}

async function sh(kubeconfig: string, command: string): Promise<void> {
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  await promisify(execFile)('sh', ['-c', command], { cwd: repositoryRoot, env });
}
