import { Database, waitingFor } from '../../../constructs/environment/databases/database.ts';
import { databaseKinds, DATABASE_NAMES } from '../../../constructs/environment/databases/kinds.ts';
import { SeedJob } from '../../../constructs/environment/seed-job.ts';
import { sizes } from '../../../constructs/environment/sizes.ts';
import { WebService } from '../../../constructs/environment/web-service.ts';
import { render } from './rendered.ts';
import { allContainers } from './usage.ts';

const app = {
  name: 'app',
  image: 'registry.example/acme/shop:1',
  ...{ port: 3000, healthPath: '/', size: sizes.app, variables: [] },
};
const objects = render((chart) => {
  for (const name of DATABASE_NAMES) {
    const kind = databaseKinds[name];
    const { defaultVersion: version, defaultStorage: storage } = kind;
    new Database(chart, name, { kind, version, storage });
  }
  new WebService(chart, 'app', {
    ...app,
    migrate: ['migrate'],
    waiting: DATABASE_NAMES.map((name) =>
      waitingFor(databaseKinds[name], { version: databaseKinds[name].defaultVersion }),
    ),
  });
  new SeedJob(chart, 'seed', { command: ['seed'], service: app, epoch: 1 });
});
const podSpecs = objects.flatMap(({ spec }) => spec?.template?.spec ?? []);

/** What Pod Security `restricted` asks for, and what the earlier platform had beyond it. */
describe('every pod', () => {
  it('is one of these', () => {
    expect(allContainers(objects).map(({ name }) => name)).toEqual([
      ...DATABASE_NAMES,
      ...DATABASE_NAMES.map((name) => `wait-for-${name}`),
      ...['migrate', 'app', 'wait-for-app', 'seed'],
    ]);
    expect(podSpecs).toHaveLength(DATABASE_NAMES.length + 2);
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
    const volumes = (pod.volumes ?? []) as { emptyDir?: object }[];
    expect(volumes.flatMap((volume) => Object.keys(volume))).not.toContain('hostPath');
    // With a root that cannot be written, no pod fills the disk that its neighbours need too.
    for (const { emptyDir } of volumes)
      expect(emptyDir ?? { sizeLimit: '' }).toHaveProperty('sizeLimit');
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
