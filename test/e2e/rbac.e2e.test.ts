import type { KubernetesObject } from '@kubernetes/client-node';
import { App, Chart } from 'cdk8s';
import {
  GENERATOR_READS,
  GeneratorAccount,
  SWEEPER_RIGHTS,
} from '../../constructs/platform/generator-account.ts';
import { askAs, type AskAs } from './support/as-user.ts';
import { describeWithoutPods, readBed } from './support/bed.ts';
import { ARGOCD, connectCluster, type Cluster } from './support/cluster.ts';
import { until } from './support/wait.ts';

const SYSTEM = 'e2e-rbac-system';
const ENVIRONMENT = 'e2e-rbac-pr-1';

type Rule = {
  readonly verbs: string[];
  readonly apiGroups?: string[];
  readonly resources?: string[];
  readonly nonResourceURLs?: string[];
};
type Review = { readonly status: { readonly resourceRules: Rule[]; readonly incomplete: boolean } };

/** What everybody who is somebody may: ask what they themselves may do. Nothing of it is kept. */
const QUESTIONS = ['selfsubjectreviews', 'selfsubjectaccessreviews', 'selfsubjectrulesreviews'];
const READS = ['get', 'list', 'watch'];

describeWithoutPods('what our accounts may do in the cluster', () => {
  let cluster: Cluster;
  let ask: AskAs;
  let objects: KubernetesObject[];

  beforeAll(async () => {
    const { kubeconfig } = readBed(process.env);
    cluster = connectCluster(kubeconfig);
    ask = askAs(kubeconfig);
    objects = accounts();
    for (const object of objects) await cluster.put(object);
  });
  afterAll(async () => {
    for (const object of [...objects].reverse()) await cluster.delete(object);
    for (const name of [SYSTEM, ENVIRONMENT]) {
      await until(`no namespace ${name}`, async () => !(await cluster.namespace(name)), {
        seconds: 60,
        explain: async () => JSON.stringify(await cluster.namespace(name)),
      });
    }
  });

  /** `VERB GROUP/RESOURCE`, of all that the API server itself says an account may do there. */
  async function rightsOf(name: string, namespace: string): Promise<string[]> {
    const review = {
      ...{ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview' },
      spec: { namespace },
    };
    const path = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
    const { code, body } = await ask(accountOf(name), 'POST', path, review);
    expect(code).toBe(201);
    const { resourceRules, incomplete } = (body as unknown as Review).status;
    expect(incomplete).toBe(false);
    const rights = resourceRules.flatMap(({ verbs, apiGroups = [], resources = [] }) =>
      verbs.flatMap((verb) =>
        apiGroups.flatMap((group) =>
          resources
            .filter((resource) => !QUESTIONS.includes(resource))
            .map((resource) => `${verb} ${group}/${resource}`),
        ),
      ),
    );
    return [...new Set(rights)].sort();
  }

  const everywhere = [
    'get /namespaces',
    'get /pods/log',
    'list /events',
    'list /namespaces',
    'list /pods',
    'list apps/deployments',
    'list batch/jobs',
    'list external-secrets.io/externalsecrets',
  ];

  it.each([ENVIRONMENT, 'default', 'kube-system', SYSTEM])(
    'the generator reads, in %s, what is diagnosed, and no Secret',
    async (namespace) => {
      expect(await rightsOf('generator', namespace)).toEqual(everywhere);
    },
  );

  it('the generator follows Argo CD’s objects in its namespace', async () => {
    const followed = ['applications', 'applicationsets'].flatMap((resource) =>
      READS.map((verb) => `${verb} argoproj.io/${resource}`),
    );
    expect(await rightsOf('generator', ARGOCD)).toEqual([...everywhere, ...followed].sort());
  });

  it('no right of the generator writes', async () => {
    for (const namespace of [ENVIRONMENT, 'default', 'kube-system', SYSTEM, ARGOCD]) {
      const verbs = (await rightsOf('generator', namespace)).map((right) => right.split(' ')[0]);
      expect(verbs.filter((verb) => !READS.includes(verb ?? ''))).toEqual([]);
    }
  });

  it('the sweeper lists and deletes namespaces, and asks for an Application', async () => {
    const own = ['delete /namespaces', 'get /namespaces', 'list /namespaces'];
    expect(await rightsOf('sweeper', ENVIRONMENT)).toEqual(own);
    expect(await rightsOf('sweeper', 'kube-system')).toEqual(own);
    expect(await rightsOf('sweeper', ARGOCD)).toEqual(
      [...own, 'get argoproj.io/applications'].sort(),
    );
  });

  it.each([
    ['generator', 'POST', `/api/v1/namespaces/${ENVIRONMENT}/configmaps`],
    ['generator', 'GET', `/api/v1/namespaces/${ENVIRONMENT}/secrets`],
    ['generator', 'GET', `/api/v1/namespaces/${SYSTEM}/secrets`],
    ['generator', 'DELETE', `/api/v1/namespaces/${ENVIRONMENT}`],
    ['generator', 'GET', `/apis/argoproj.io/v1alpha1/applications`],
    ['sweeper', 'GET', `/api/v1/namespaces/${ENVIRONMENT}/secrets`],
    ['sweeper', 'PATCH', `/api/v1/namespaces/${ENVIRONMENT}`],
    ['sweeper', 'DELETE', `/apis/argoproj.io/v1alpha1/namespaces/${ARGOCD}/applications/a`],
  ])('%s: %s %s is forbidden', async (name, method, path) => {
    const body = method === 'POST' || method === 'PATCH' ? { metadata: { name: 'a' } } : undefined;
    const answer = await ask(accountOf(name), method, `${path}${body ? '?dryRun=All' : ''}`, body);
    expect(answer).toMatchObject({ code: 403 });
  });
});

const accountOf = (name: string) => ({ user: `system:serviceaccount:${SYSTEM}:${name}` });

/** The rendered accounts, in namespaces of the test. */
function accounts(): KubernetesObject[] {
  const chart = new Chart(new App(), 'accounts', { disableResourceNameHashes: true });
  const place = { namespace: SYSTEM, argocdNamespace: ARGOCD };
  new GeneratorAccount(chart, 'generator', { name: 'generator', ...place, ...GENERATOR_READS });
  new GeneratorAccount(chart, 'sweeper', { name: 'sweeper', ...place, ...SWEEPER_RIGHTS });
  const namespaces = [SYSTEM, ENVIRONMENT].map((name) => ({
    ...{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
  }));
  return [...namespaces, ...(chart.toJson() as KubernetesObject[])];
}
