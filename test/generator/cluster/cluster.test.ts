import { readFile, writeFile } from 'node:fs/promises';
import { createCluster, type Cluster } from '../../../generator/cluster/cluster.ts';
import { bearer, notFound, startApiServer, type Answer } from './api-server.ts';

const id = 'shop-pr-7';
const namespacePath = `/api/v1/namespaces/${id}`;
const applicationsPath = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';
const applicationPath = `${applicationsPath}/${id}`;

let answers: Map<string, Answer>;
let server: Awaited<ReturnType<typeof startApiServer>>;
let cluster: Cluster;

beforeEach(async () => {
  answers = new Map<string, Answer>([
    [namespacePath, notFound('namespaces', id)],
    [applicationPath, notFound('applications', id)],
  ]);
  server = await startApiServer(answers);
  cluster = connect();
});

afterEach(() => server.stop());

function connect(kubeconfig = server.kubeconfig): Cluster {
  return createCluster({ mode: 'on', kubeconfig, argocdNamespace: () => 'argocd', timeoutMs: 200 });
}

function namespace(more: object = {}, phase = 'Active'): Answer {
  const metadata = { name: id, ...more };
  return { code: 200, body: { kind: 'Namespace', apiVersion: 'v1', metadata, status: { phase } } };
}

function application(status?: object): Answer {
  return {
    code: 200,
    body: { kind: 'Application', metadata: { name: id }, ...(status && { status }) },
  };
}

describe('an environment in the cluster', () => {
  it('is absent only where the API server says so itself', async () => {
    expect(await cluster.environment(id)).toEqual({
      kind: 'known',
      namespace: 'absent',
      application: undefined,
    });
    expect(server.asked).toEqual([namespacePath, applicationPath]);
  });

  it('is present, or terminating by time stamp or phase', async () => {
    answers.set(namespacePath, namespace());
    expect(await cluster.environment(id)).toMatchObject({ namespace: 'present' });
    answers.set(namespacePath, namespace({ deletionTimestamp: '2026-01-01T00:00:00Z' }));
    expect(await cluster.environment(id)).toMatchObject({ namespace: 'terminating' });
    answers.set(namespacePath, namespace({}, 'Terminating'));
    expect(await cluster.environment(id)).toMatchObject({ namespace: 'terminating' });
  });

  const operation = (phase: string, revision: string, resources?: object[]) => ({
    operationState: { phase, operation: { sync: { resources } }, syncResult: { revision } },
  });

  it.each<[string, object | undefined, string | undefined]>([
    ['nothing yet', undefined, undefined],
    ['a comparison that found it Synced', { sync: { status: 'Synced', revision: 'b' } }, 'b'],
    [
      'Synced after an older operation',
      { sync: { status: 'Synced', revision: 'b' }, ...operation('Succeeded', 'a') },
      'b',
    ],
    [
      'OutOfSync at a newer commit, synced before',
      { sync: { status: 'OutOfSync', revision: 'b' }, ...operation('Succeeded', 'a') },
      'a',
    ],
    [
      'an operation still running',
      { sync: { status: 'OutOfSync', revision: 'b' }, ...operation('Running', 'b') },
      undefined,
    ],
    [
      'a failed operation',
      { sync: { status: 'OutOfSync', revision: 'b' }, ...operation('Failed', 'b') },
      undefined,
    ],
    [
      'an operation for one resource',
      {
        sync: { status: 'OutOfSync', revision: 'b' },
        ...operation('Succeeded', 'b', [{ kind: 'Service' }]),
      },
      undefined,
    ],
    ['unknown sync status', { sync: { status: 'Unknown', revision: 'b' } }, undefined],
  ])('has what it synced: %s', async (_name, status, syncedRevision) => {
    answers.set(applicationPath, application(status));
    expect(await cluster.environment(id)).toEqual({
      kind: 'known',
      namespace: 'absent',
      application: syncedRevision === undefined ? {} : { syncedRevision },
    });
  });

  const forbidden = { kind: 'Status', reason: 'Forbidden', message: 'no rights' };
  it.each<[string, string, Answer]>([
    ['403 for the namespace', namespacePath, { code: 403, body: forbidden }],
    ['403 for the Application', applicationPath, { code: 403, body: forbidden }],
    ['500', namespacePath, { code: 500, body: 'boom' }],
    ['a 404 of another server', namespacePath, { code: 404, body: '404 page not found' }],
    [
      'a 404 of a kind that does not exist',
      applicationPath,
      { code: 404, body: '404 page not found' },
    ],
    ['a 404 about something else', applicationPath, notFound('namespaces', 'argocd')],
    ['no answer', namespacePath, 'hang'],
    ['no answer about the Application', applicationPath, 'hang'],
    [
      'another object',
      namespacePath,
      { code: 200, body: { kind: 'Namespace', metadata: { name: 'other' } } },
    ],
    ['an answer without fields', applicationPath, { code: 200, body: {} }],
    ['HTML', applicationPath, { code: 200, body: '<html>' }],
  ])('is unknown after %s', async (_name, path, answer) => {
    answers.set(path, answer);
    const fact = await cluster.environment(id);
    expect(fact.kind).toBe('unknown');
    expect(JSON.stringify(fact)).not.toContain(bearer);
    expect(JSON.stringify(fact)).not.toContain('\\n');
  });

  it('is unknown without a server or a readable kubeconfig, and known once there is one', async () => {
    await server.stop();
    expect(await cluster.environment(id)).toMatchObject({ kind: 'unknown' });
    server = await startApiServer(answers);
    const spoiled = `${server.kubeconfig}-later`;
    await writeFile(spoiled, `users: [{name: a, user: {token: ${bearer}}`);
    const late = connect(spoiled);
    const fact = await late.environment(id);
    expect(fact).toEqual({
      kind: 'unknown',
      reason: `Kubernetes could not be asked about the environment ${id}: cannot read ${spoiled}`,
    });
    await writeFile(spoiled, await readFile(server.kubeconfig));
    expect(await late.environment(id)).toMatchObject({ kind: 'known' });
  });

  it('is nobody’s business with the cluster off', async () => {
    const off = createCluster({ mode: 'off' });
    expect(await off.environment(id)).toEqual({ kind: 'off' });
    expect(await off.hasApplications(['shop'])).toBeUndefined();
  });
});

describe('Applications of projects', () => {
  it('are found by label, and unknown is neither yes nor no', async () => {
    expect(await cluster.hasApplications([])).toBe(false);
    answers.set(applicationsPath, { code: 200, body: { items: [] } });
    expect(await cluster.hasApplications(['shop', 'cart'])).toBe(false);
    expect(new URL(server.asked.at(-1) ?? '', 'http://x').searchParams.get('labelSelector')).toBe(
      'k8s-ee/project-id in (shop,cart)',
    );
    answers.set(applicationsPath, { code: 200, body: { items: [{}] } });
    expect(await cluster.hasApplications(['shop'])).toBe(true);
    for (const answer of [{ code: 403, body: {} }, { code: 200, body: {} }, 'hang'] as Answer[]) {
      answers.set(applicationsPath, answer);
      expect(await cluster.hasApplications(['shop'])).toBeUndefined();
    }
  });
});
