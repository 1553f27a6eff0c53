import type { KubernetesObject } from '@kubernetes/client-node';
import { App, Chart } from 'cdk8s';
import { admissionProps } from '../../../apps/platform/components/admission.ts';
import { parsePlatform, type Platform } from '../../../apps/platform/config.ts';
import { formatProblem } from '../../../apps/problems.ts';
import { labels } from '../../../constructs/labels.ts';
import {
  PreviewAdmission,
  type PreviewAdmissionProps,
} from '../../../constructs/platform/admission/preview-admission.ts';
import type { Cluster } from './cluster.ts';
import { DOMAIN } from './platform.ts';
import { until } from './wait.ts';

/** Argo CD's controller as the policies of the platform know it. */
export const CONTROLLER = 'system:serviceaccount:argocd:argocd-application-controller';
/** External Secrets' and the sweeper's. */
export const EXTERNAL_SECRETS = 'system:serviceaccount:external-secrets:external-secrets';
export const SWEEPER = 'system:serviceaccount:k8s-ee-system:sweeper';
/** On the test bed: Argo CD itself, and who plays the kubelets and writes what a controller would report. */
const [ARGOCD_HERE, KUBELETS_HERE] = ['argocd', 'kwok'];

/** A platform with one project, as far as the policies depend on it. */
export function policedPlatform(project: string): Platform {
  const parsed = parsePlatform(`domain: ${DOMAIN}
opsDomain: ops.example.com
gitops: {url: "https://git.example/gitops.git"}
platform: {generator: {image: "ghcr.io/acme/previews:0.1.0"}, tls: {issuer: none}}
projects:
  - id: ${project}
    repository: acme/${project}
    image: ghcr.io/acme/${project}:{sha}
    policy: {ingressAnnotations: [example.com/allowed]}
`);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.value;
}

/**
 * The policies of the platform for the namespaces of one project, so that no other test notices; those who write
 * on the test bed are allowed beside those of a real cluster.
 */
export function policiesFor(platform: Platform, project: string): KubernetesObject[] {
  const settings = platform.components;
  if (!settings) throw new Error('expected a platform with components');
  const props = admissionProps(platform, settings);
  const { writers, namespaceWriters, reporters = [] } = props;
  const here: PreviewAdmissionProps = {
    ...props,
    prefix: project,
    writers: { ...writers, [ARGOCD_HERE]: writers[CONTROLLER] ?? [] },
    namespaceWriters: [...namespaceWriters, ARGOCD_HERE],
    reporters: [...reporters, KUBELETS_HERE],
    onlyIn: { [labels.projectId]: project },
  };
  const chart = new Chart(new App(), 'policies', { disableResourceNameHashes: true });
  new PreviewAdmission(chart, 'admission', here);
  return chart.toJson() as KubernetesObject[];
}

/** Puts policies in force; resolves once `isRefused` says that they are. */
export async function enforce(
  cluster: Cluster,
  policies: readonly KubernetesObject[],
  isRefused: () => Promise<boolean>,
): Promise<void> {
  for (const policy of policies) await cluster.put(policy);
  await until('the policies are in force', isRefused, {
    seconds: 30,
    explain: () => Promise.resolve(policies.map(({ metadata }) => metadata?.name).join()),
  });
}

/** Takes them off: bindings first, which is also how a person does in an emergency. */
export async function lift(cluster: Cluster, policies: readonly KubernetesObject[]): Promise<void> {
  for (const policy of [...policies].reverse()) await cluster.delete(policy);
}
