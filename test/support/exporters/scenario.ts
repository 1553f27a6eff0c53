import { environmentDirectory } from '../../../apps/environment/record.ts';
import { environmentOf } from '../../e2e/support/environment.ts';
import type { Images } from '../../e2e/support/images.ts';
import { makeSecret } from '../../e2e/support/real-environment.ts';
import { until } from '../../e2e/support/wait.ts';
import type { World } from '../../e2e/support/world.ts';
import { fileOf, PREVIEWS, type PodStatus, type Preview } from './previews.ts';

/** Seconds. */
const PATIENCE = 240;

/**
 * Opens every pull request and resolves once each shows what it stands for. `secrets`: External Secrets runs, so
 * that passwords need not be made in its stead.
 */
export async function bringAbout(
  world: World,
  { images, secrets }: { readonly images: Images; readonly secrets: boolean },
): Promise<void> {
  for (const preview of PREVIEWS) await open(world, images, preview);
  if (!secrets) {
    const made = () => makeSecret(world.cluster, 'shop-pr-7', 'postgresql');
    await environmentOf(world, 7).wait('its ExternalSecret', made, PATIENCE);
  }
  for (const preview of PREVIEWS) await shown(world, preview);
  const { cluster, github, repository } = world;
  await environmentOf(world, 11).wait(
    'Degraded',
    async () => (await cluster.application('shop-pr-11'))?.status?.health?.status === 'Degraded',
    PATIENCE,
  );
  await github.comment(repository, 15, { body: '/preview sleep' });
  await github.comment(repository, 7, { body: '/preview help' });
  await github.comment(repository, 14, { author: 'mallory', body: '/preview up' });
  await github.close(repository, 16);
  await environmentOf(world, 16).namespaceGone(PATIENCE);
  await environmentOf(world, 16).recordIs('removed', (text) => text === undefined, PATIENCE);
  await environmentOf(world, 15).recordIs(
    'asleep',
    (text) => /^state: sleeping$/m.test(text ?? ''),
    PATIENCE,
  );
  // Deliveries that are of no use, and an answer of GitHub that says nothing.
  await github.ping(repository);
  await github.edit(repository, 7, { title: 'Forged' }, { secret: 'another' });
  github.fail({
    status: 502,
    times: 8,
    match: ({ caller, path }) => caller === 'previews' && path.endsWith('/pulls/7'),
  });
  await github.edit(repository, 7, { title: 'Renamed' });
}

/** Brings a commit of somebody's that Argo CD refuses, with nobody there to mend it. */
export async function spoilSync(world: World, metrics: () => Promise<string>): Promise<void> {
  const { id, wait } = environmentOf(world, 12);
  const directory = environmentDirectory({ project: world.project, number: '12' });
  const role = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: more, namespace: ${id}}
rules: []
`;
  await world.stopGenerator();
  await world.gitops.person.push('environments', { [`${directory}/manifests/more.yaml`]: role });
  await world.cluster.refreshApplication(id);
  const failed = new RegExp(`^argocd_app_sync_total\\{.*name="${id}".*phase="(Failed|Error)"`, 'm');
  await wait('its sync has failed', async () => failed.test(await metrics()), PATIENCE);
}

/** A kubelet that once asked in vain for an image asks again later and later: images come first. */
async function open(world: World, images: Images, preview: Preview): Promise<void> {
  const { github, project, repository } = world;
  const { pull, deliveries } = await github.openPullRequest(
    repository,
    { number: preview.number, files: { 'k8s-ee.yaml': fileOf(preview) }, ...preview.pull },
    { withhold: true },
  );
  const { sha } = pull.head;
  if (preview.image !== false) await images.app(`ghcr.io/acme/${project}:${sha}`, sha);
  await github.redeliver(deliveries[0]?.id ?? '');
}

async function shown(world: World, { number, shows, until: wanted }: Preview): Promise<void> {
  if (!wanted) return;
  const { id } = environmentOf(world, number);
  const statuses = async () =>
    (await world.cluster.pods(id)).map(({ status }) => (status ?? {}) as PodStatus);
  await until(`${id}: ${shows}`, async () => (await statuses()).some((status) => wanted(status)), {
    seconds: PATIENCE,
    explain: async () => JSON.stringify(await statuses()),
  });
}
