import { OWN_IMAGES } from '../../../../apps/environment/check/own-images.ts';
import { admissionProps } from '../../../../apps/platform/components/admission.ts';
import { componentFiles } from '../../../../apps/platform/components/render.ts';
import type { Platform } from '../../../../apps/platform/config.ts';
import { EVERYTHING, platformWith, type Values } from './example-settings.ts';

const policiesOf = (platform: Platform): Values[] =>
  componentFiles(platform)
    .filter(({ path }) => path === 'platform/components/admission/policies.yaml')
    .flatMap(({ chart }) => chart.toJson() as Values[]);
const propsOf = (platform: Platform) => admissionProps(platform, platform.components!);

const project = {
  ...{ id: 'shop', repository: 'acme/shop', image: 'ghcr.io/acme/shop:{sha}' },
  policy: { registries: ['registry.example/team/'], ingressAnnotations: ['example.com/a'] },
};
const platform = platformWith(EVERYTHING, { projects: [project] });

describe('the admission policies', () => {
  const objects = policiesOf(platform);
  const policies = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');

  it('are each in force, and refuse what they cannot judge', () => {
    expect(policies.map(({ metadata }) => metadata.name)).toEqual(
      [
        ...['namespaces', 'writers', 'ingresses', 'services', 'workloads', 'pods'],
        ...['network-policies', 'external-secrets', 'service-monitors', 'sweeper'],
      ].map((name) => `k8s-ee-${name}`),
    );
    for (const { metadata, spec } of policies) {
      expect(spec.failurePolicy).toBe('Fail');
      const binding = objects.find(
        (one) =>
          one.kind === 'ValidatingAdmissionPolicyBinding' && one.spec.policyName === metadata.name,
      );
      expect(binding?.spec).toEqual({ policyName: metadata.name, validationActions: ['Deny'] });
    }
  });

  it('hold in the namespaces of environments; two of them for Namespaces and one account, wherever', () => {
    const everywhere = policies.filter(
      ({ spec }) => spec.matchConstraints.namespaceSelector.matchLabels === undefined,
    );
    expect(everywhere.map(({ metadata }) => metadata.name)).toEqual([
      'k8s-ee-namespaces',
      'k8s-ee-sweeper',
    ]);
  });

  it('know who writes: Argo CD where it is, what the template has, and External Secrets', () => {
    const { writers } = propsOf(platformWith({}, { argocd: { namespace: 'gitops' } }));
    expect(Object.keys(writers)).toEqual([
      'system:serviceaccount:gitops:argocd-application-controller',
      'system:serviceaccount:external-secrets:external-secrets',
    ]);
    expect(Object.values(writers)[0]).toEqual([
      ...['/configmaps', '/limitranges', '/resourcequotas', '/services'],
      ...['apps/deployments', 'apps/statefulsets', 'batch/jobs'],
      'external-secrets.io/externalsecrets',
      'generators.external-secrets.io/passwords',
      'monitoring.coreos.com/servicemonitors',
      ...['networking.k8s.io/ingresses', 'networking.k8s.io/networkpolicies'],
    ]);
  });

  it('take hosts, annotations and images from platform.yaml, for each project', () => {
    const { ingress, images } = propsOf(platform);
    expect(ingress).toMatchObject({
      domain: 'acme-previews.dev',
      ofProjects: { shop: ['example.com/a'] },
    });
    expect(images.ofProjects).toEqual({ shop: ['ghcr.io/acme/', 'registry.example/team/'] });
    for (const image of OWN_IMAGES) {
      expect(images.common.some((one) => image.startsWith(one))).toBe(true);
    }
    expect(images.common.every((one) => one.endsWith(':'))).toBe(true);
  });

  it('let previews be behind the login only where there is one', () => {
    const key = 'traefik.ingress.kubernetes.io/router.middlewares';
    expect(propsOf(platform).ingress.annotations[key]).toEqual([
      'k8s-ee-login-previews@kubernetescrd',
    ]);
    expect(propsOf(platformWith()).ingress.annotations[key]).toBeUndefined();
  });

  it('hide the cluster’s own networks beside the private ones', () => {
    const network = {
      podCidr: '10.9.0.0/16',
      serviceCidr: '10.8.0.0/16',
      nodes: ['192.0.2.10/32'],
    };
    expect(propsOf(platformWith({}, { network })).hiddenNetworks).toEqual(
      expect.arrayContaining(['10.9.0.0/16', '10.8.0.0/16', '192.0.2.10/32', '169.254.0.0/16']),
    );
  });
});
