import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parsePlatform, type Platform } from '../../../apps/platform/config.ts';
import { renderPlatform } from '../../../apps/platform/render.ts';
import { formatProblem } from '../../../apps/problems.ts';
import { labels } from '../../../constructs/labels.ts';
import type { GitOpsFixture } from '../../support/gitops-fixture.ts';
import { repositoryRoot } from '../../support/source-tree.ts';
import type { Bed } from './bed.ts';
import { ARGOCD, type Application, type Cluster } from './cluster.ts';
import { until, type Patience } from './wait.ts';

const ROOT = 'k8s-ephemeral-environments';
const ours = /\/gitops-e2e-[a-z0-9-]+\.git$/;

export const DOMAIN = 'e2e-previews.dev';

/** The text of `platform.yaml` for one project, whose preview image is that of each commit. */
export function platformText(
  bed: Bed,
  given: { project: string; gitopsUrl: string; githubUrl: string; edge: string },
): string {
  const { project, gitopsUrl, githubUrl, edge } = given;
  return `domain: ${DOMAIN}
probe: {connect: "${edge}"}
gitops: {url: "${gitopsUrl}"}
capacity: {cpu: "100", memory: 100Gi, storage: 200Gi, pods: 500, environments: 100}
policy: {images: tag}
github: {apiUrl: "${githubUrl}"}
argocd:
  namespace: ${ARGOCD}
  applicationSetWebhook: ${bed.applicationSetWebhook}
  serverWebhook: ${bed.serverWebhook}
  github: {tokenRef: {secretName: ${project}, key: token}}
projects:
  - {id: ${project}, repository: acme/${project}, image: "ghcr.io/acme/${project}:{sha}"}
`;
}

/**
 * Brings the platform onto the cluster as the README says: rendered, pushed to `main`, and the root
 * Application applied once. Throws where the cluster's root Application is not of an end-to-end test.
 */
export async function installByRoot(bed: Bed, gitops: GitOpsFixture, text: string): Promise<void> {
  const inDirectory = (command: string, directory: string) =>
    run(bed, command.replace('DIR', directory));
  await gitops.person.edit('main', async (directory) => {
    await writeFile(join(directory, 'platform.yaml'), text);
    await inDirectory('npm run synth -- --gitops DIR', directory);
  });
  await inDirectory(
    'npm run --silent synth -- --gitops DIR --root | kubectl apply -f -',
    gitops.person.directory,
  );
}

/** The short way: the rendered files are applied directly, and no root Application follows `main`. */
export async function installDirectly(
  bed: Bed,
  gitops: GitOpsFixture,
  text: string,
): Promise<void> {
  const files = renderPlatform(readPlatform(text));
  const rendered = Object.fromEntries(files.map(({ path, content }) => [path, content]));
  await gitops.person.push('main', { 'platform.yaml': text, ...rendered });
  await run(bed, 'kubectl apply -f -', files.map(({ content }) => content).join('---\n'));
}

/**
 * Takes a project off the cluster with everything of it, also what a run that was killed has left; `root`: it
 * came by the root Application, which goes first.
 */
export async function uninstall(
  cluster: Cluster,
  project: string,
  { root }: { readonly root: boolean },
): Promise<void> {
  if (root) await removeRoot(cluster);
  await cluster.remove('ApplicationSet', project);
  const patience = (explain: () => Promise<string>): Patience => ({ seconds: 90, explain });
  const marked = { labels: `${labels.projectId}=${project}` };
  const applications = () =>
    cluster.list<Application>('argoproj.io/v1alpha1', 'Application', {
      namespace: ARGOCD,
      ...marked,
    });
  await until(
    `no Application of ${project}`,
    async () => (await applications()).length === 0,
    patience(async () => JSON.stringify((await applications()).map(({ status }) => status))),
  );
  await cluster.remove('AppProject', project);
  const namespaces = () => cluster.list('v1', 'Namespace', marked);
  await until(
    `no namespace of ${project}`,
    async () => (await namespaces()).length === 0,
    patience(async () => JSON.stringify(await namespaces())),
  );
}

async function removeRoot(cluster: Cluster): Promise<void> {
  const root = await cluster.application(ROOT);
  const url = root?.spec?.source?.repoURL ?? '';
  if (root && !ours.test(url)) {
    throw new Error(
      `the root Application of this cluster follows ${url}: it has a platform already; the end-to-end tests need a cluster of their own`,
    );
  }
  await cluster.remove('Application', ROOT);
  await cluster.remove('AppProject', ROOT);
}

function readPlatform(text: string): Platform {
  const parsed = parsePlatform(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.value;
}

/** A line for the shell, run in this repository; what it prints is shown only when it fails. */
async function run(bed: Bed, command: string, input = ''): Promise<void> {
  const env = { ...process.env, KUBECONFIG: bed.kubeconfig };
  const running = promisify(execFile)('sh', ['-c', command], { cwd: repositoryRoot, env });
  running.child.stdin?.end(input);
  await running;
}
