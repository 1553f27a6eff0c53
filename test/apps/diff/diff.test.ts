import { rm } from 'node:fs/promises';
import type { Group } from '../../../apps/diff/groups.ts';
import { pathText } from '../../../apps/diff/value-text.ts';
import { createCheckout, liveRecord, tombstone, type GitopsCheckout } from './checkout-fixture.ts';

const records = [
  liveRecord('shop', '1', '{postgresql: true}'),
  liveRecord('shop', '10'),
  liveRecord('blog', '4', '{postgresql: true}'),
  tombstone('blog', '5'),
];

let checkout: GitopsCheckout;
beforeEach(async () => {
  checkout = await createCheckout(records);
});
afterEach(() => rm(checkout.directory, { recursive: true, force: true }));

const shown = ({ effect, subject, path, kind }: Group) => ({
  effect,
  kind,
  place:
    `${subject.type === 'object' ? `${subject.kind} ${subject.name}` : subject.type} ${pathText(path)}`.trim(),
});

describe('diffCheckout', () => {
  it('finds nothing where nothing changed, whatever the state', async () => {
    expect(await checkout.diff()).toEqual({ environments: 4, changed: [], groups: [], failed: [] });
  });

  type Edit = Parameters<GitopsCheckout['edit']>[2];
  const pod: Edit = ({ spec }) => (spec.template.metadata.labels.colour = 'blue');
  it.each<[string, string, Edit, string, string]>([
    [
      'refused',
      'StatefulSet postgresql',
      ({ spec }) => (spec.serviceName = 'pg'),
      'spec.serviceName',
      'changed',
    ],
    [
      'refused',
      'StatefulSet postgresql',
      ({ spec }) => (spec.volumeClaimTemplates[0].spec.resources.requests.storage = '7Gi'),
      'spec.volumeClaimTemplates[data].spec.resources.requests.storage',
      'changed',
    ],
    [
      'refused',
      'Deployment app',
      ({ spec }) => (spec.selector.matchLabels.colour = 'blue'),
      'spec.selector.matchLabels.colour',
      'removed',
    ],
    [
      'refused',
      'Service app',
      ({ spec }) => (spec.clusterIP = 'None'),
      'spec.clusterIP',
      'removed',
    ],
    ['pods', 'Deployment app', pod, 'spec.template.metadata.labels.colour', 'removed'],
    ['pods', 'StatefulSet postgresql', pod, 'spec.template.metadata.labels.colour', 'removed'],
    ['pods', 'Deployment app', ({ spec }) => (spec.replicas = 0), 'spec.replicas', 'changed'],
    [
      'place',
      'Deployment app',
      ({ spec }) => (spec.progressDeadlineSeconds = 1),
      'spec.progressDeadlineSeconds',
      'changed',
    ],
    [
      'place',
      'Namespace {id}',
      ({ metadata }) => (metadata.labels['pod-security.kubernetes.io/enforce'] = 'baseline'),
      'metadata.labels[pod-security.kubernetes.io/enforce]',
      'changed',
    ],
    [
      'metadata',
      'Namespace {id}',
      ({ metadata }) => (metadata.labels['k8s-ee/branch'] = 'x'),
      'metadata.labels[k8s-ee/branch]',
      'changed',
    ],
    [
      'quota',
      'ResourceQuota environment',
      ({ spec }) => (spec.hard.pods = '70'),
      'spec.hard.pods',
      'changed',
    ],
    [
      'fresh',
      'ExternalSecret postgresql',
      ({ spec }) => (spec.target.template.data.url = 'x'),
      'spec.target.template.data.url',
      'removed',
    ],
  ])('%s: %s', async (effect, object, change, path, kind) => {
    await checkout.edit('shop-pr-1', object.replace('{id}', 'shop-pr-1'), change);
    const { groups, changed } = await checkout.diff();
    expect(changed).toEqual(['shop-pr-1']);
    expect(groups.map(shown)).toEqual([{ effect, kind, place: `${object} ${path}` }]);
  });

  it('tells what comes and what goes, and what that costs', async () => {
    await checkout.take('shop-pr-1', 'Service app');
    await checkout.edit('blog-pr-4', 'StatefulSet postgresql', ({ metadata }) => {
      metadata.name = 'old';
    });
    const metadata = { name: 'extra', namespace: 'blog-pr-4' };
    await checkout.put('blog-pr-4', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
    expect((await checkout.diff()).groups.map(shown)).toEqual([
      { effect: 'data', kind: 'removed', place: 'StatefulSet old' },
      { effect: 'added', kind: 'added', place: 'StatefulSet postgresql' },
      { effect: 'added', kind: 'added', place: 'Service app' },
      { effect: 'removed', kind: 'removed', place: 'ConfigMap extra' },
    ]);
  });

  it('joins what is the same in several environments, own names and commits apart', async () => {
    for (const id of ['shop-pr-1', 'shop-pr-10', 'blog-pr-4']) {
      await checkout.edit(id, 'Deployment app', ({ spec }) => {
        spec.template.spec.containers[0].env.push({ name: 'WHO', value: `http://${id}.old` });
      });
    }
    const [group, ...more] = (await checkout.diff()).groups;
    expect(more).toEqual([]);
    expect(group).toMatchObject({
      path: ['spec', 'template', 'spec', 'containers', '[app]', 'env', '[WHO]'],
      variants: [
        {
          before: { name: 'WHO', value: 'http://{id}.old' },
          environments: ['blog-pr-4', 'shop-pr-1', 'shop-pr-10'],
        },
      ],
    });
  });

  it('keeps different values apart', async () => {
    const memory = async (id: string, limit: string) =>
      checkout.edit(id, 'Deployment app', ({ spec }) => {
        spec.template.spec.containers[0].resources.limits.memory = limit;
      });
    await memory('shop-pr-1', '1Mi');
    await memory('shop-pr-10', '2Mi');
    await memory('blog-pr-4', '2Mi');
    const [group] = (await checkout.diff()).groups;
    expect(group?.variants).toMatchObject([
      { before: '2Mi', environments: ['blog-pr-4', 'shop-pr-10'] },
      { before: '1Mi', environments: ['shop-pr-1'] },
    ]);
  });

  it('says so where only the text of a file is another', async () => {
    const path = 'environments/shop/pr-1/manifests/twice.yaml';
    await checkout.write(path, '# nothing in it\n');
    const { groups, changed } = await checkout.diff();
    expect(changed).toEqual(['shop-pr-1']);
    expect(groups).toMatchObject([
      { effect: 'files', subject: { type: 'file', path: 'manifests/twice.yaml' } },
    ]);
  });

  it('shows what the record itself would say', async () => {
    const [record] = records;
    await checkout.write(
      'environments/shop/pr-1/environment.yaml',
      JSON.stringify({ ...record, requests: { cpu: '1m', memory: '1Mi', storage: '0', pods: 1 } }),
    );
    const { groups } = await checkout.diff();
    expect([...new Set(groups.map(({ effect }) => effect))]).toEqual(['record']);
    expect(groups.map(shown)).toContainEqual({
      effect: 'record',
      kind: 'changed',
      place: 'record requests.pods',
    });
  });

  it('names what it cannot compare, and compares the rest', async () => {
    await checkout.write('environments/shop/pr-1/environment.yaml', 'number: 1\n');
    await checkout.remove('environments/shop/pr-10/environment.yaml');
    await checkout.write('environments/blog/pr-4/manifests/broken.yaml', 'kind: [\n');
    await checkout.write('environments/blog/pr-x/environment.yaml', 'x: 1\n');
    const { environments, groups, failed } = await checkout.diff();
    expect({ environments, groups }).toEqual({ environments: 1, groups: [] });
    expect(failed.map(({ name, problems }) => ({ name, problem: problems[0] }))).toEqual([
      {
        name: 'blog-pr-4',
        problem: expect.stringMatching(/^environments\/blog\/pr-4: manifests\/broken\.yaml: line /),
      },
      { name: 'environments/blog/pr-x', problem: expect.stringContaining('records stand at') },
      {
        name: 'shop-pr-1',
        problem: expect.stringMatching(
          /^environments\/shop\/pr-1\/environment\.yaml: line 1, column 1: project: /,
        ),
      },
      { name: 'shop-pr-10', problem: expect.stringContaining('is missing') },
    ]);
  });

  it('names an object that stands twice, and what is no object', async () => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } };
    await checkout.write(
      'environments/shop/pr-10/manifests/a.yaml',
      [object, object, { kind: 'List' }].map((one) => JSON.stringify(one)).join('\n---\n'),
    );
    const { failed } = await checkout.diff();
    expect(failed[0]?.problems).toEqual([
      'environments/shop/pr-10: manifests/a.yaml: line 3: ConfigMap a stands here a second time',
      expect.stringContaining('line 5: expected a Kubernetes object with apiVersion'),
    ]);
  });
});
