import { Postgresql } from '../../../constructs/environment/postgresql.ts';
import { WebService } from '../../../constructs/environment/web-service.ts';
import { render } from './rendered.ts';
import { allContainers } from './usage.ts';

const objects = render((chart) => {
  new Postgresql(chart, 'postgresql', { version: '17', storage: '1Gi' });
  new WebService(chart, 'app', {
    name: 'app',
    image: 'registry.example/acme/shop:1',
    port: 3000,
    healthPath: '/',
    variables: Postgresql.variables(),
    initContainers: [Postgresql.waiting('17')],
  });
});
const podSpecs = objects.flatMap(({ spec }) => spec?.template?.spec ?? []);

/** What Pod Security `restricted` asks for, and what the earlier platform had beyond it. */
describe('every pod', () => {
  it('is one of these', () => {
    expect(allContainers(objects).map(({ name }) => name)).toEqual([
      'postgresql',
      'wait-for-postgresql',
      'app',
    ]);
    expect(podSpecs).toHaveLength(2);
  });

  it.each(podSpecs)('is without privileges and account (%#)', (pod) => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    for (const id of ['runAsUser', 'runAsGroup', 'fsGroup']) {
      expect(pod.securityContext[id]).toBeGreaterThan(0);
    }
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC', 'serviceAccountName']) {
      expect(pod).not.toHaveProperty(field);
    }
    const volumes = (pod.volumes as object[]).map((volume) => Object.keys(volume));
    expect(volumes.flat()).not.toContain('hostPath');
  });

  it.each(allContainers(objects))('gives $name nothing to gain', ({ securityContext }) => {
    expect(securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(securityContext).not.toHaveProperty('privileged');
    expect(securityContext).not.toHaveProperty('runAsNonRoot');
  });

  it.each(allContainers(objects))('says what $name asks for and may use', ({ resources }) => {
    const all = { cpu: expect.any(String), memory: expect.any(String) };
    expect(resources).toEqual({ requests: all, limits: all });
  });
});
