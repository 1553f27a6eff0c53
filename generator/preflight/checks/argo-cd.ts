import { z } from 'zod';
import type { Platform } from '../../../apps/platform/config.ts';
import { isSealedEqual } from '../../sealed.ts';
import type { Installation } from '../../cluster/installation.ts';
import { findingsOf, listed, type Finding } from '../finding.ts';
import { definitions } from './cluster.ts';

const DEFINITIONS = ['applications', 'applicationsets', 'appprojects'];
const README = 'Install it with argocd/values.yaml, as argocd/README.md says.';

/** What of argocd/values.yaml the rest relies on. */
const SETTINGS = [
  {
    map: 'argocd-cmd-params-cm',
    key: 'applicationsetcontroller.enable.tokenref.strict.mode',
    right: (value: string | undefined) => value === 'true',
    why: 'an ApplicationSet could read any Secret of its namespace',
    severe: true,
  },
  {
    map: 'argocd-cmd-params-cm',
    key: 'controller.sync.timeout.seconds',
    right: (value: string | undefined) => Number(value) > 0,
    why: 'a sync that waits for something without end keeps later commits from the cluster',
    severe: true,
  },
  {
    map: 'argocd-cm',
    key: 'timeout.reconciliation',
    right: (value: string | undefined) => secondsOf(value ?? '120s') <= 300,
    why: 'with webhooks lost, a commit takes longer than promised',
    severe: false,
  },
] as const;

export async function checkArgoCd(cluster: Installation, platform: Platform): Promise<Finding[]> {
  const found = findingsOf('argocd');
  const missing: string[] = [];
  for (const plural of DEFINITIONS) {
    const asked = await cluster.object(definitions, `${plural}.argoproj.io`);
    if (asked.kind === 'unknown') return [found.unknown(asked.reason)];
    if (asked.value === undefined) missing.push(plural);
  }
  if (missing.length > 0)
    return [found.fail(`missing: the definitions of ${listed(missing)}`, README)];
  const findings: Finding[] = [];
  for (const { map, key, right, why, severe } of SETTINGS) {
    const asked = await cluster.configMap(platform.argocd.namespace, map);
    if (asked.kind === 'unknown') return [found.unknown(asked.reason)];
    const value = asked.value?.[key];
    if (right(value)) continue;
    const said = `${key} of ${map} is ${value === undefined ? 'not set' : `"${value}"`}: ${why}`;
    findings.push(severe ? found.fail(said, README) : found.warn(said, README));
  }
  return findings.length > 0 ? findings : [found.ok('is there, with the settings that matter')];
}

function secondsOf(duration: string): number {
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
  const parts = [...duration.matchAll(/(\d+)([smh])/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
}

const WEBHOOK_KEY = 'webhook.github.secret';

/** Argo CD and the generator know the same secret. */
export async function checkWebhookSecret(
  cluster: Installation,
  platform: Platform,
  generator: string | undefined,
): Promise<Finding> {
  const found = findingsOf('argocd-webhook-secret');
  const { namespace } = platform.argocd;
  const asked = await cluster.secret(namespace, 'argocd-secret');
  if (asked.kind === 'unknown') return found.unknown(asked.reason);
  const theirs = asked.value?.data[WEBHOOK_KEY];
  if (!theirs) {
    return found.fail(
      `the Secret ${namespace}/argocd-secret has no ${WEBHOOK_KEY}: Argo CD heeds no webhook`,
      'Set it as argocd/README.md says, and restart argocd-applicationset-controller.',
    );
  }
  if (theirs.startsWith('$')) {
    return found.unknown(`${WEBHOOK_KEY} refers to another Secret, which is not followed`);
  }
  if (generator === undefined) {
    return found.unknown('the generator has none to compare it with');
  }
  return isSealedEqual(theirs, generator)
    ? found.ok('Argo CD and the generator have the same one')
    : found.fail(
        'Argo CD and the generator have different ones: Argo CD refuses what the generator tells it',
        'Set both to one value, and restart argocd-applicationset-controller and the generator.',
      );
}

const application = z.object({
  status: z
    .object({
      sync: z.object({ status: z.string().default('Unknown') }).default({ status: 'Unknown' }),
      health: z.object({ status: z.string().default('Missing') }).default({ status: 'Missing' }),
    })
    .default({ sync: { status: 'Unknown' }, health: { status: 'Missing' } }),
});
const named = application.extend({ metadata: z.object({ name: z.string() }) });
const applications = (namespace: string) => ({
  ...{ group: 'argoproj.io', version: 'v1alpha1', plural: 'applications', namespace },
});

/** Whether the root Application is there, and how it and the components are. */
export async function checkApplications(
  cluster: Installation,
  platform: Platform,
  names: { readonly root: string; readonly components: readonly string[] },
): Promise<{ readonly applied: boolean; readonly findings: Finding[] }> {
  const found = findingsOf('applications');
  const asked = await cluster.objects(applications(platform.argocd.namespace));
  if (asked.kind === 'unknown') return { applied: false, findings: [found.unknown(asked.reason)] };
  const all = asked.value.flatMap((one) => named.safeParse(one).data ?? []);
  const root = all.find(({ metadata }) => metadata.name === names.root);
  if (root === undefined) {
    const next = 'npm run --silent synth -- --gitops DIR --root | kubectl apply -f -';
    return {
      applied: false,
      findings: [found.warn('the root Application is not applied yet', next)],
    };
  }
  const wanted = [root, ...all.filter(({ metadata }) => names.components.includes(metadata.name))];
  const ill = wanted
    .filter(({ status }) => status.sync.status !== 'Synced' || status.health.status !== 'Healthy')
    .map(
      ({ metadata, status }) => `${metadata.name} (${status.sync.status}, ${status.health.status})`,
    );
  return {
    applied: true,
    findings: [
      ill.length === 0
        ? found.ok(`all ${wanted.length} of the platform are Synced and Healthy`)
        : found.warn(
            `not in step: ${listed(ill)}`,
            `The first ten minutes this is normal; then kubectl -n ${platform.argocd.namespace} describe application NAME.`,
          ),
    ],
  };
}
