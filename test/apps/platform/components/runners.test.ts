import { EVERYTHING, platformWith, valuesOf } from './example-settings.ts';

const platform = platformWith(EVERYTHING);
const set = valuesOf(platform, 'gha-runner-scale-set');
const controller = valuesOf(platform, 'gha-runner-scale-set-controller');

const restricted = {
  pod: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  container: expect.objectContaining({
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
  }),
};

describe('runners', () => {
  it('work for the organization, at most as many as said, and none waits idle', () => {
    expect(set).toMatchObject({ githubConfigUrl: 'https://github.com/acme', maxRunners: 2 });
    expect(set.minRunners).toBe(0);
    expect(set.githubConfigSecret).toBe('arc-github-app');
  });

  it('are let in by the controller’s account, in the namespace it watches', () => {
    expect(set.controllerServiceAccount).toEqual({
      namespace: 'arc-systems',
      name: controller.serviceAccount.name,
    });
    expect(controller.flags.watchSingleNamespace).toBe('arc-runners');
  });

  it('have nothing privileged beside the controller', () => {
    expect(controller.podSecurityContext).toEqual(restricted.pod);
    expect(controller.securityContext).toEqual(restricted.container);
    const { securityContext, containers } = set.listenerTemplate.spec;
    expect(securityContext).toEqual(restricted.pod);
    expect(containers).toEqual([
      expect.objectContaining({ name: 'listener', securityContext: restricted.container }),
    ]);
  });

  it('give jobs no account of the cluster, and bound every container', () => {
    const { spec } = set.template;
    expect(spec.automountServiceAccountToken).toBe(false);
    for (const { resources } of [...spec.initContainers, ...spec.containers]) {
      expect(resources.limits.memory).toMatch(/^\d+[GM]i$/);
    }
    const mounted = [...spec.initContainers, ...spec.containers].flatMap(
      ({ volumeMounts }: { volumeMounts: { name: string }[] }) =>
        volumeMounts.map(({ name }) => name),
    );
    expect(new Set(mounted)).toEqual(
      new Set((spec.volumes as { name: string }[]).map(({ name }) => name)),
    );
  });
});
