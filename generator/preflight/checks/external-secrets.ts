import { z } from 'zod';
import { namespaces } from '../../../apps/platform/components/namespaces.ts';
import type { Installation } from '../../cluster/installation.ts';
import { findingsOf, type Finding } from '../finding.ts';
import { definitions } from './cluster.ts';

/** The oldest release with all that environments use of it. */
const OLDEST = [0, 20];
const definition = z.object({
  spec: z.object({ versions: z.array(z.object({ name: z.string(), served: z.boolean() })) }),
});
const deployment = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({
    template: z.object({
      spec: z.object({ containers: z.array(z.object({ image: z.string() })) }),
    }),
  }),
});

/** Makes the passwords of databases. `ours`: the root Application brings it. */
export async function checkExternalSecrets(
  cluster: Installation,
  state: { readonly ours: boolean; readonly applied: boolean },
): Promise<Finding> {
  const found = findingsOf('external-secrets');
  const next = state.ours
    ? 'See why its Application is not in step.'
    : 'Install its chart, 0.20 or newer, or set platform.components.externalSecrets to on.';
  const asked = await cluster.object(definitions, 'externalsecrets.external-secrets.io');
  if (asked.kind === 'unknown') return found.unknown(asked.reason);
  const parsed = definition.safeParse(asked.value).data;
  if (parsed === undefined) {
    return state.ours && !state.applied
      ? found.unknown('it comes with the root Application')
      : found.fail('it is not installed: databases would get no password', next);
  }
  if (!parsed.spec.versions.some(({ name, served }) => name === 'v1' && served)) {
    return found.fail('its definitions are too old: they have no external-secrets.io/v1', next);
  }
  const version = await versionOf(cluster);
  if (typeof version !== 'string') {
    return found.unknown(
      `its definitions are there, its controller is not seen: ${version.reason}`,
    );
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0]! || minor >= OLDEST[1]!
    ? found.ok(`version ${version}`)
    : found.fail(`version ${version} is too old: 0.20 or newer is needed`, next);
}

async function versionOf(cluster: Installation): Promise<string | { readonly reason: string }> {
  const namespace = namespaces.externalSecrets;
  const place = { group: 'apps', version: 'v1', plural: 'deployments', namespace };
  const asked = await cluster.objects(place);
  if (asked.kind === 'unknown') return asked;
  for (const one of asked.value) {
    const { data } = deployment.safeParse(one);
    for (const { image } of data?.spec.template.spec.containers ?? []) {
      const version = /external-secrets:v?(\d+\.\d+\.\d+)/.exec(image)?.[1];
      if (version !== undefined) return version;
    }
  }
  return { reason: `no Deployment of it in the namespace ${namespace}` };
}
