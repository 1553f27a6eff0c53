import { labels } from '../../constructs/labels.ts';
import { describeWithoutPods } from './support/bed.ts';
import {
  startAdmissionWorld,
  type AdmissionWorld,
  type Anything,
} from './support/admission-world.ts';
import { CONTROLLER, SWEEPER } from './support/policies.ts';

const PROJECT = 'e2e-names';
const ADMIN = 'kubernetes-admin';
const ENFORCE = 'pod-security.kubernetes.io/enforce';
const NAMESPACES = '/api/v1/namespaces';
/** Labelled as an environment's, but not named like one; of no project whose policies hold. */
const ODD = 'e2e-names-odd';

const right = {
  [labels.type]: 'ephemeral',
  [labels.projectId]: PROJECT,
  [labels.prNumber]: '8',
  [ENFORCE]: 'restricted',
};

const namespace = (
  name: string,
  given: Readonly<Record<string, string | undefined>>,
): Anything => ({
  ...{ apiVersion: 'v1', kind: 'Namespace' },
  metadata: { name, labels: JSON.parse(JSON.stringify(given)) as Record<string, string> },
});
const refusal = (policy: string) => ({
  code: 403,
  body: {
    message: expect.stringContaining(`ValidatingAdmissionPolicy '${PROJECT}-${policy}'`) as string,
  },
});

describeWithoutPods('the namespaces of environments', () => {
  let world: AdmissionWorld;

  beforeAll(async () => {
    world = await startAdmissionWorld(PROJECT);
    await world.cluster.put(namespace(ODD, { [labels.type]: 'ephemeral', [labels.prNumber]: '1' }));
  }, 120_000);
  afterAll(async () => {
    await world?.cluster.delete(namespace(ODD, {}));
    await world?.stop();
  }, 120_000);

  const create = (by: string, object: Anything) => world.send(by, 'POST', NAMESPACES, object);
  const own = () => `${NAMESPACES}/${world.namespace}`;
  const relabel = (by: string, path: string, change: Readonly<Record<string, string | null>>) =>
    world.send(by, 'PATCH', path, { metadata: { labels: change } });

  it('come by Argo CD, and not by people', async () => {
    const object = namespace(`${PROJECT}-pr-8`, right);
    expect(await create(CONTROLLER, object)).toMatchObject({ code: 201 });
    expect(await create(ADMIN, object)).toMatchObject(refusal('namespaces'));
    expect(await create(SWEEPER, object)).toMatchObject({ code: 403 });
  });

  it.each([
    ['a number that is not in its name', { ...right, [labels.prNumber]: '9' }],
    ['no number', { ...right, [labels.prNumber]: undefined }],
    ['no type, by which policies and networks know it', { ...right, [labels.type]: undefined }],
    ['another type', { ...right, [labels.type]: 'platform' }],
    ['no Pod Security', { ...right, [ENFORCE]: undefined }],
    ['a weaker Pod Security', { ...right, [ENFORCE]: 'baseline' }],
    ['an old version of Pod Security', { ...right, [`${ENFORCE}-version`]: 'v1.20' }],
  ])('do not come with %s', async (_, given) => {
    const answer = await create(CONTROLLER, namespace(`${PROJECT}-pr-8`, given));
    expect(answer).toMatchObject(refusal('namespaces'));
  });

  it('are not named otherwise', async () => {
    const answer = await create(CONTROLLER, namespace(`${PROJECT}-8`, right));
    expect(answer).toMatchObject(refusal('namespaces'));
  });

  it('keep what makes them one, and are otherwise changed by Argo CD alone', async () => {
    for (const key of [labels.type, labels.prNumber, ENFORCE]) {
      expect(await relabel(CONTROLLER, own(), { [key]: null })).toMatchObject(
        refusal('namespaces'),
      );
    }
    expect(await relabel(CONTROLLER, own(), { [ENFORCE]: 'privileged' })).toMatchObject(
      refusal('namespaces'),
    );
    expect(await relabel(ADMIN, own(), { a: 'b' })).toMatchObject(refusal('namespaces'));
    expect(await relabel(CONTROLLER, own(), { a: 'b' })).toMatchObject({ code: 200 });
  });

  it('are none of those that there are already', async () => {
    const { [labels.prNumber]: number, ...others } = right;
    for (const name of ['kube-system', 'argocd']) {
      const answer = await relabel(CONTROLLER, `${NAMESPACES}/${name}`, {
        ...others,
        [labels.prNumber]: number,
      });
      expect(answer).toMatchObject(refusal('namespaces'));
    }
  });

  it('go by Argo CD and the sweeper, and not by people', async () => {
    expect(await world.send(ADMIN, 'DELETE', own())).toMatchObject(refusal('namespaces'));
    expect(await world.send(CONTROLLER, 'DELETE', own())).toMatchObject({ code: 200 });
    expect(await world.send(SWEEPER, 'DELETE', own())).toMatchObject({ code: 200 });
  });

  it('the sweeper deletes no other namespace, and nothing else', async () => {
    const { namespace: name, send } = world;
    for (const path of [
      ...['argocd', 'kube-public', ODD].map((one) => `${NAMESPACES}/${one}`),
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/view',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/applications.argoproj.io',
      `${NAMESPACES}/kube-system/configmaps/kube-root-ca.crt`,
      `${NAMESPACES}/${name}/configmaps/kube-root-ca.crt`,
    ]) {
      const { code, body } = await send(SWEEPER, 'DELETE', path);
      expect([path, code]).toEqual([path, 403]);
      // In an environment another policy may be the first, and some Kubernetes itself protects.
      const others = path.includes(name) || path.endsWith('/kube-public');
      if (!others) expect(body.message).toContain(`'${PROJECT}-sweeper'`);
    }
    expect(await send(SWEEPER, 'DELETE', `${NAMESPACES}/kube-system`)).toMatchObject({ code: 403 });
    expect(await relabel(SWEEPER, own(), { a: 'b' })).toMatchObject({ code: 403 });
    const map = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'default' },
    };
    const answer = await send(SWEEPER, 'POST', `${NAMESPACES}/default/configmaps`, map);
    expect(answer).toMatchObject(refusal('sweeper'));
  });
});
