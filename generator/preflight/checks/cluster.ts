import { z } from 'zod';
import type { Platform } from '../../../apps/platform/config.ts';
import type { Asked } from '../../asked.ts';
import type { ClusterNode, Installation } from '../../cluster/installation.ts';
import { findingsOf, listed, type Finding } from '../finding.ts';

/** Argo CD 3.5 is tested with these; admission policies need 1.30. */
const TESTED = { from: 33, to: 36 };
const OLDEST = 30;

export function checkVersion(nodes: Asked<ClusterNode[]>): Finding {
  const found = findingsOf('kubernetes');
  if (nodes.kind === 'unknown') {
    return found.fail(nodes.reason, 'Give the kubeconfig of the cluster with --kubeconfig FILE.');
  }
  const down = nodes.value.filter(({ ready }) => !ready).map(({ name }) => name);
  if (down.length > 0 || nodes.value.length === 0) {
    return found.fail(
      `not ready: ${listed(down) || 'there is no node'}`,
      'On the server: systemctl status k3s, journalctl -u k3s.',
    );
  }
  const versions = [...new Set(nodes.value.map(({ version }) => version))];
  const minors = versions.map((version) => Number(/^v1\.(\d+)\./.exec(version)?.[1] ?? 0));
  const said = `${listed(versions)} on ${nodes.value.length} node(s)`;
  if (minors.some((minor) => minor < OLDEST)) {
    return found.fail(`${said}: too old, 1.${OLDEST} has what is needed`, 'Upgrade k3s.');
  }
  if (minors.some((minor) => minor < TESTED.from || minor > TESTED.to)) {
    return found.warn(
      `${said}: Argo CD 3.5 is tested with 1.${TESTED.from} to 1.${TESTED.to}`,
      'Install the release of k3s that docs/install.md names.',
    );
  }
  return found.ok(said);
}

const storage = { group: 'storage.k8s.io', version: 'v1', plural: 'storageclasses' };
const ingress = { group: 'networking.k8s.io', version: 'v1', plural: 'ingressclasses' };
export const definitions = {
  ...{ group: 'apiextensions.k8s.io', version: 'v1' },
  plural: 'customresourcedefinitions',
};
const annotated = z.object({
  metadata: z.object({
    name: z.string(),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
});
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

/** Databases take the default class, the components the one they are told. */
export async function checkStorage(cluster: Installation, platform: Platform): Promise<Finding> {
  const found = findingsOf('storage');
  const asked = await cluster.objects(storage);
  if (asked.kind === 'unknown') return found.unknown(asked.reason);
  const classes = asked.value.map((one) => annotated.parse(one).metadata);
  const names = classes.map(({ name }) => name);
  const wanted = platform.components?.storageClass;
  if (wanted !== undefined && !names.includes(wanted)) {
    return found.fail(
      `there is no StorageClass ${wanted}; there is ${listed(names) || 'none at all'}`,
      'Name one of them as platform.storageClass.',
    );
  }
  if (!classes.some(({ annotations }) => annotations[DEFAULT_CLASS] === 'true')) {
    return found.fail(
      'no StorageClass is the default, so volumes of databases would wait without end',
      `kubectl annotate storageclass ${wanted ?? 'NAME'} ${DEFAULT_CLASS}=true`,
    );
  }
  return found.ok(`StorageClass ${listed(names)}`);
}

const TRAEFIK = ['ingressroutes', 'middlewares', 'tlsstores'].map((kind) => `${kind}.traefik.io`);

export async function checkIngress(cluster: Installation): Promise<Finding> {
  const found = findingsOf('ingress');
  const missing: string[] = [];
  const wanted = [
    { place: ingress, name: 'traefik', what: 'the IngressClass traefik' },
    ...TRAEFIK.map((name) => ({ place: definitions, name, what: name })),
  ];
  for (const { place, name, what } of wanted) {
    const asked = await cluster.object(place, name);
    if (asked.kind === 'unknown') return found.unknown(asked.reason);
    if (asked.value === undefined) missing.push(what);
  }
  if (missing.length === 0) return found.ok('Traefik, with its definitions');
  return found.fail(
    `missing: ${listed(missing)}`,
    'k3s brings Traefik: see that its config.yaml does not disable it.',
  );
}
