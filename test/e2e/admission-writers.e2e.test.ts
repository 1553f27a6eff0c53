import { describeWithoutPods } from './support/bed.ts';
import {
  pathOf,
  startAdmissionWorld,
  type AdmissionWorld,
  type Anything,
} from './support/admission-world.ts';
import { CONTROLLER, EXTERNAL_SECRETS, SWEEPER } from './support/policies.ts';

const PROJECT = 'e2e-writers';
const NAMESPACE = `${PROJECT}-pr-7`;
const STRANGER = 'system:serviceaccount:default:stranger';
const ADMIN = 'kubernetes-admin';
const KUBERNETES = 'system:serviceaccount:kube-system:replicaset-controller';

const inNamespace = (apiVersion: string, kind: string, rest: object = {}): Anything => ({
  ...{ apiVersion, kind, metadata: { name: 'one', namespace: NAMESPACE } },
  ...rest,
});
const configMap = inNamespace('v1', 'ConfigMap', { data: { a: 'b' } });
const secret = inNamespace('v1', 'Secret', { stringData: { a: 'b' } });
const account = inNamespace('v1', 'ServiceAccount');
const event = inNamespace('v1', 'Event', {
  involvedObject: { kind: 'Pod', namespace: NAMESPACE, name: 'one' },
});
const roleBinding = inNamespace('rbac.authorization.k8s.io/v1', 'RoleBinding', {
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' },
  subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: NAMESPACE }],
});
const tlsStore = inNamespace('traefik.io/v1alpha1', 'TLSStore', {
  spec: { defaultCertificate: { secretName: 'mine' } },
});
const access = inNamespace('authorization.k8s.io/v1', 'LocalSubjectAccessReview', {
  metadata: { namespace: NAMESPACE },
  spec: {
    user: ADMIN,
    resourceAttributes: { namespace: NAMESPACE, verb: 'get', resource: 'pods' },
  },
});
const container = {
  ...{ name: 'one', image: 'registry.example/one:1' },
  securityContext: {
    ...{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
    capabilities: { drop: ['ALL'] },
  },
};
const pod: Anything = inNamespace('v1', 'Pod', {
  spec: {
    automountServiceAccountToken: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [container],
  },
});
const podPath = pathOf(pod, 'one');
const refusedBy = (policy: string) => ({
  code: 403,
  body: {
    message: expect.stringContaining(`ValidatingAdmissionPolicy '${PROJECT}-${policy}'`) as string,
  },
});

describeWithoutPods('who writes in environments', () => {
  let world: AdmissionWorld;

  beforeAll(async () => {
    world = await startAdmissionWorld(PROJECT);
    expect(await world.send(KUBERNETES, 'POST', pathOf(pod), pod, { really: true })).toMatchObject({
      code: 201,
    });
  }, 120_000);
  afterAll(() => world?.stop(), 120_000);

  const create = (by: string, object: Anything) => world.send(by, 'POST', pathOf(object), object);
  const labelled = { metadata: { labels: { a: 'b' } } };

  it.each([
    ['Argo CD: what the template has', CONTROLLER, configMap],
    ['External Secrets: the Secrets it makes', EXTERNAL_SECRETS, secret],
    ['External Secrets: what happened', EXTERNAL_SECRETS, event],
    ['Kubernetes: all that its controllers make', KUBERNETES, account],
    ['a kubelet: what happened', 'system:node:a', event],
    ['whoever plays Prometheus’ operator: what happened', 'kwok', event],
    ['everybody: a question that is not kept', ADMIN, access],
  ])('%s', async (_, by, object) => {
    const who = world.who(by, ...(by.startsWith('system:node:') ? ['system:nodes'] : []));
    const answer = await world.send(who, 'POST', pathOf(object), object);
    expect(answer).toMatchObject({ code: 201 });
  });

  it.each([
    ['people, the mightiest too', ADMIN, configMap],
    ['an account that nobody named', STRANGER, configMap],
    ['the sweeper’s account', SWEEPER, configMap],
    ['the generator’s account', 'system:serviceaccount:k8s-ee-system:generator', configMap],
    ['Argo CD’s page', 'system:serviceaccount:argocd:argocd-server', configMap],
    ['Argo CD: a Secret', CONTROLLER, secret],
    ['Argo CD: an account', CONTROLLER, account],
    ['Argo CD: rights', CONTROLLER, roleBinding],
    ['Argo CD: a pod', CONTROLLER, pod],
    ['External Secrets: what the template has', EXTERNAL_SECRETS, configMap],
    ['Kubernetes: rights', KUBERNETES, roleBinding],
    ['Kubernetes: a certificate for everybody', KUBERNETES, tlsStore],
    ['who reports: what is to be', 'kwok', configMap],
  ])('not %s', async (_, by, object) => {
    expect(
      await create(by, { ...object, metadata: { ...object.metadata, name: 'two' } }),
    ).toMatchObject(by === SWEEPER ? { code: 403 } : refusedBy('writers'));
  });

  it('people read everything, and make pods go away, as a drained node does', async () => {
    const { send } = world;
    expect(await send(ADMIN, 'GET', podPath)).toMatchObject({ code: 200 });
    expect(await send(ADMIN, 'DELETE', podPath)).toMatchObject({ code: 200 });
    const eviction = inNamespace('policy/v1', 'Eviction');
    expect(await send(ADMIN, 'POST', `${podPath}/eviction`, eviction)).toMatchObject({ code: 201 });
  });

  it('people change no pod, and put no container into one', async () => {
    expect(await world.send(ADMIN, 'PATCH', podPath, labelled)).toMatchObject(refusedBy('writers'));
    const debugged = { spec: { ephemeralContainers: [{ ...container, name: 'debug' }] } };
    const path = `${podPath}/ephemeralcontainers`;
    expect(await world.send(ADMIN, 'PATCH', path, debugged)).toMatchObject(refusedBy('writers'));
  });

  it('who reports says how a pod is, and changes it no more than anybody', async () => {
    const status = { status: { message: 'well' } };
    const { send } = world;
    expect(await send('kwok', 'PATCH', `${podPath}/status`, status)).toMatchObject({ code: 200 });
    expect(await send(STRANGER, 'PATCH', `${podPath}/status`, status)).toMatchObject(
      refusedBy('writers'),
    );
    expect(await send('kwok', 'PATCH', podPath, labelled)).toMatchObject(refusedBy('writers'));
  });

  it('nobody makes what another namespace may have: there it is admitted', async () => {
    const elsewhere = { ...configMap, metadata: { name: 'one', namespace: 'default' } };
    expect(await create(STRANGER, elsewhere)).toMatchObject({ code: 201 });
  });
});
