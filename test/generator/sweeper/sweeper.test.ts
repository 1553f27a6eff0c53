import { createServer } from 'node:http';
import { once } from 'node:events';
import { labels } from '../../../constructs/labels.ts';
import { readSettings } from '../../../generator/settings.ts';
import { runSweeper } from '../../../generator/sweeper/run.ts';
import type { OrphanSweep } from '../../../generator/sweeper/sweep-orphans.ts';
import { judgeOrphan, type OrphanFacts } from '../../../generator/sweeper/verdict.ts';
import { createLog } from '../../../generator/telemetry/log.ts';
import { notFound, writeKubeconfig } from '../cluster/api-server.ts';
import { at, found, now } from '../decided-fixture.ts';
import { startWorld, type World } from '../../support/world.ts';

const namespace = (
  number: number,
  change: { minutes?: number; name?: string; going?: boolean } = {},
) => ({
  metadata: {
    name: change.name ?? `shop-pr-${number}`,
    uid: `uid-${number}`,
    labels: {
      [labels.type]: 'ephemeral',
      [labels.projectId]: 'shop',
      [labels.prNumber]: String(number),
    },
    creationTimestamp: new Date(Date.now() - (change.minutes ?? 90) * 60_000).toISOString(),
    ...(change.going && { deletionTimestamp: new Date().toISOString() }),
  },
});

/** A cluster with these namespaces and Applications, which tells what was deleted. */
async function startCluster(items: object[], applications: readonly string[] = []) {
  const state = { deleted: [] as string[], fail: '' };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const send = (code: number, body: unknown) => {
      response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const name = pathname.split('/').at(-1) ?? '';
      const absent = (plural: string) =>
        send(404, (notFound(plural, name) as { body: unknown }).body);
      if (state.fail !== '' && pathname.includes(state.fail)) return send(500, {});
      if (request.method === 'DELETE') {
        const body = JSON.parse(Buffer.concat(chunks).toString()) as {
          preconditions?: { uid?: string };
        };
        state.deleted.push(`${name} ${body.preconditions?.uid}`);
        return send(200, { kind: 'Status' });
      }
      if (pathname === '/api/v1/namespaces')
        return send(200, { kind: 'NamespaceList', metadata: {}, items });
      if (pathname.includes('/applications/')) {
        if (!applications.includes(name)) return absent('applications');
        return send(200, { kind: 'Application', metadata: { name } });
      }
      return send(200, { kind: 'Namespace', metadata: { name }, status: { phase: 'Active' } });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, state, kubeconfig: await writeKubeconfig(server) };
}

describe('the orphan sweep', () => {
  let world: World;
  let cluster: Awaited<ReturnType<typeof startCluster>> | undefined;
  beforeEach(async () => {
    world = await startWorld();
    for (const number of [1, 2, 3, 4]) {
      await world.github.openPullRequest(world.repository, { draft: number > 1 });
    }
    await world.until('a record', () => world.record(1));
    await world.generator().stop();
    for (const number of [1, 3, 4]) await world.github.close(world.repository, number);
  });
  afterEach(async () => {
    cluster?.server.closeAllConnections();
    cluster?.server.close();
    await world.stop();
  });

  async function sweep(
    items: object[],
    options: { applications?: string[]; dryRun?: boolean; fail?: string } = {},
  ) {
    cluster = await startCluster(items, options.applications);
    cluster.state.fail = options.fail ?? '';
    const logged: string[] = [];
    const result = await runSweeper(
      readSettings({
        GITOPS_REPOSITORY_URL: world.gitops.url,
        GITHUB_WEBHOOK_SECRET: 'none',
        GITHUB_TOKEN: 'generator-token',
        DATA_DIR: `${world.gitops.directory}/sweeper`,
        KUBECONFIG: cluster.kubeconfig,
      }),
      {
        log: createLog('debug', { write: (line) => void logged.push(line) }),
        ...{ environment: process.env, dryRun: options.dryRun ?? false, now: () => new Date() },
      },
    ).catch((error: Error) => error);
    return { result, deleted: cluster.state.deleted, logged: logged.join('') };
  }

  it('removes what nobody owns: no record, no Application, and closed', async () => {
    const { result, deleted, logged } = await sweep(
      [
        namespace(1),
        namespace(2),
        namespace(3),
        namespace(4),
        namespace(5),
        namespace(6, { going: true }),
      ],
      { applications: ['shop-pr-4'] },
    );
    expect(deleted).toEqual(['shop-pr-3 uid-3']);
    expect(result).toEqual({ removed: ['shop-pr-3'], doubtful: ['shop-pr-5'], refused: [] });
    expect(logged).toContain('GitHub does not say that pull request 5 is closed');
  });

  it('removes nothing when it is only asked', async () => {
    const { result, deleted, logged } = await sweep([namespace(3)], { dryRun: true });
    expect([result, deleted]).toEqual([{ removed: [], doubtful: [], refused: [] }, []]);
    expect(logged).toContain('would be removed');
  });

  it.each([
    ['the namespaces cannot be listed', '/namespaces', /namespaces of previews/],
    ['the Applications cannot be asked for', '/applications/', undefined],
  ])('removes nothing where %s', async (_, fail, error) => {
    const { result, deleted } = await sweep([namespace(3)], { fail });
    expect(deleted).toEqual([]);
    if (error) expect((result as Error).message).toMatch(error);
    else expect(result).toMatchObject({ doubtful: ['shop-pr-3'] });
  });

  it('removes nothing where GitHub answers 404, or Git or platform.yaml cannot be read', async () => {
    world.github.fail({ status: 404 });
    expect(await sweep([namespace(3)])).toMatchObject({
      deleted: [],
      result: { doubtful: ['shop-pr-3'] },
    });
    world.github.heal();
    await world.gitops.person.push('main', { 'platform.yaml': 'domain: 7\n' });
    const invalid = await sweep([namespace(3)]);
    expect([invalid.deleted, (invalid.result as Error).message]).toEqual([
      [],
      expect.stringContaining('platform.yaml is invalid, so nothing is removed'),
    ]);
    await world.gitops.person.push('main', { 'platform.yaml': undefined });
    expect((await sweep([namespace(3)])).result).toBeInstanceOf(Error);
  });

  it('removes none of more than ten at once, and none where there is not one record', async () => {
    for (let number = 5; number <= 16; number++) {
      await world.github.openPullRequest(world.repository, { draft: true });
      await world.github.close(world.repository, number);
    }
    const many = Array.from({ length: 12 }, (_, n) => namespace(n + 5));
    const refused = await sweep(many);
    expect([refused.deleted, (refused.result as OrphanSweep).refused.length]).toEqual([[], 12]);
    const paths = (await world.gitops.person.list('environments')).filter((path) =>
      path.includes('pr-1/'),
    );
    await world.gitops.person.push(
      'environments',
      Object.fromEntries(paths.map((path) => [path, undefined])),
    );
    const emptied = await sweep([namespace(3)]);
    expect(emptied).toMatchObject({ deleted: [], result: { refused: ['shop-pr-3'] } });
    expect(emptied.logged).toContain('there is not one record in Git');
  });
});

describe('the verdict', () => {
  const orphan: OrphanFacts = {
    namespace: {
      ...{ name: 'shop-pr-7', uid: 'u', project: 'shop', number: '7', terminating: false },
      createdAt: at(-60),
    },
    inGit: false,
    projectKnown: true,
    cluster: { kind: 'known', namespace: 'present', application: undefined },
    pullRequest: found({ state: 'closed' }),
  };
  it.each<[string, Partial<OrphanFacts>, string]>([
    ['all says so', {}, 'orphan'],
    ['it is in Git', { inGit: true }, 'owned'],
    [
      'it has an Application',
      { cluster: { kind: 'known', namespace: 'present', application: {} } },
      'owned',
    ],
    ['it is open', { pullRequest: found() }, 'owned'],
    ['GitHub says nothing', { pullRequest: { kind: 'unknown', reason: '404' } }, 'doubtful'],
    ['nobody asked GitHub', { pullRequest: { kind: 'not-asked' } }, 'doubtful'],
    ['the cluster says nothing', { cluster: { kind: 'unknown', reason: 'late' } }, 'doubtful'],
    ['the cluster is not observed', { cluster: { kind: 'off' } }, 'doubtful'],
    ['its project vanished', { projectKnown: false }, 'doubtful'],
    ['it is young', { namespace: { ...orphan.namespace, createdAt: at(-59) } }, 'owned'],
    ['nobody knows how old it is', { namespace: { ...orphan.namespace, createdAt: '' } }, 'owned'],
    [
      'its name is another',
      { namespace: { ...orphan.namespace, name: 'kube-system' } },
      'doubtful',
    ],
    ['it goes already', { namespace: { ...orphan.namespace, terminating: true } }, 'owned'],
  ])('where %s', (_, change, kind) => {
    expect(judgeOrphan({ ...orphan, ...change }, now).kind).toBe(kind);
  });
});
