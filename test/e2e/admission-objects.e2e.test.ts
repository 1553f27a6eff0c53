import { describeWithoutPods } from './support/bed.ts';
import {
  pathOf,
  startAdmissionWorld,
  type AdmissionWorld,
  type Anything,
} from './support/admission-world.ts';
import { ADMITTED, image, PROJECT, REFUSED } from './support/admission-cases.ts';
import { CONTROLLER } from './support/policies.ts';
import { until } from './support/wait.ts';

describeWithoutPods('what the API server refuses of an environment, of Argo CD too', () => {
  let world: AdmissionWorld;

  beforeAll(async () => {
    world = await startAdmissionWorld(PROJECT);
  }, 120_000);
  afterAll(() => world?.stop(), 120_000);

  const rendered = (kind: string): Anything => {
    const found = world.objects.find((one) => one.kind === kind && isTelling(one));
    if (!found) throw new Error(`nothing of kind ${kind} is rendered`);
    return structuredClone(found);
  };
  const create = (object: Anything) => world.send(CONTROLLER, 'POST', pathOf(object), object);

  it('everything as it was rendered is admitted', async () => {
    const objects = world.objects.filter(({ kind }) => kind !== 'Namespace');
    expect(new Set(objects.map(({ kind }) => kind)).size).toBe(12);
    const answers = await Promise.all(objects.map(create));
    const refused = answers.filter(({ code }) => code !== 201).map(({ body }) => body.message);
    expect(refused).toEqual([]);
  });

  it.each(ADMITTED)('%s is admitted (%s)', async (_, kind, change) => {
    const object = rendered(kind);
    change(object);
    expect(await create(object)).toMatchObject({ code: 201 });
  });

  it.each(REFUSED)('%s: %s is refused (%s)', async (policy, _, kind, change) => {
    const object = rendered(kind);
    change(object);
    const { code, body } = await create(object);
    expect(body.message).toContain(`ValidatingAdmissionPolicy '${PROJECT}-${policy}'`);
    expect(code).toBe(403);
  });

  it('pods: one with an account is refused whoever makes it, one without is admitted', async () => {
    const { spec } = rendered('StatefulSet');
    const controller = 'system:serviceaccount:kube-system:statefulset-controller';
    const metadata = { name: 'a', namespace: world.namespace };
    const one: Anything = { apiVersion: 'v1', kind: 'Pod', metadata, spec: spec.template.spec };
    const volumes = one.spec.volumes.filter((volume: Anything) => !volume.persistentVolumeClaim);
    one.spec = { ...one.spec, volumes, containers: one.spec.containers };
    for (const container of one.spec.containers) {
      container.volumeMounts = container.volumeMounts.filter(({ name }: { name: string }) =>
        volumes.some((volume: { name: string }) => volume.name === name),
      );
    }
    expect(await world.send(controller, 'POST', pathOf(one), one)).toMatchObject({ code: 201 });
    one.spec.automountServiceAccountToken = true;
    const { body } = await world.send(controller, 'POST', pathOf(one), one);
    expect(body.message).toContain(`ValidatingAdmissionPolicy '${PROJECT}-pods'`);
  });

  it('workloads: what broke a later rule goes on, as long as its pods are described alike', async () => {
    const { cluster, policies, namespace, send } = world;
    const old = rendered('Deployment');
    image('ghcr.io/evil/app:1')(old);
    const [binding] = policies.filter(
      ({ kind, metadata }) =>
        kind?.endsWith('Binding') && metadata?.name === `${PROJECT}-workloads`,
    );
    await cluster.delete(binding!);
    await eventually(async () => (await create(old)).code === 201);
    await send(CONTROLLER, 'POST', pathOf(old), old, { really: true });
    await cluster.create(binding!);
    await eventually(
      async () => (await create({ ...old, metadata: { name: 'b', namespace } })).code === 403,
    );
    const path = pathOf(old, old.metadata?.name);
    const scaled = await send(CONTROLLER, 'PATCH', path, { spec: { replicas: 0 } });
    expect(scaled).toMatchObject({ code: 200 });
    const changed = { spec: { template: { spec: { terminationGracePeriodSeconds: 3 } } } };
    expect(await send(CONTROLLER, 'PATCH', path, changed)).toMatchObject({ code: 403 });
  });
});

/** One with init containers, and a NetworkPolicy that lets somebody in: there is something to change in each. */
function isTelling({ kind, spec }: Anything): boolean {
  if (kind === 'NetworkPolicy') return spec.ingress !== undefined && spec.egress !== undefined;
  return kind !== 'Deployment' || spec.template.spec.initContainers !== undefined;
}

function eventually(look: () => Promise<boolean>): Promise<boolean> {
  return until('the policy as it was changed', look, { seconds: 30, explain: async () => '' });
}
