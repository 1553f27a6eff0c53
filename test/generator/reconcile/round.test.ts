import { GitUnavailable, HistoryRewritten } from '../../../generator/gitops/repository.ts';
import { found, OTHER_SHA } from '../decided-fixture.ts';
import { manifestPath } from '../gitops/sample-record.ts';
import type { RoundResult } from '../../../generator/reconcile/round.ts';
import { startRounds, type RoundFixture } from './round-fixture.ts';

/** Each test has a live environment of its own, and a number that nothing has. */
const LIVE = Array.from({ length: 18 }, (_, i) => String(i + 1));
let fixture: RoundFixture;
let live: string;
let fresh: string;
let used = 0;
beforeAll(async () => {
  fixture = await startRounds(LIVE);
});
beforeEach(() => {
  live = LIVE[used++] ?? '';
  fresh = `10${live}`;
});
afterAll(() => fixture.stop());

const pushed = { pullRequest: found({ head: { sha: OTHER_SHA, branch: 'feature/cart' } }) };
const closed = { pullRequest: found({ state: 'closed' }) };
const rulesOf = ({ decided }: RoundResult) => decided.map(({ decision }) => decision.rule);
const unknown = (reason: string) => ({ kind: 'unknown', reason }) as const;

describe('a round', () => {
  it('is one commit over everything that is ready, and none where nothing changes', async () => {
    const ready = { [live]: pushed, [fresh]: {}, [`${fresh}0`]: {} };
    const before = await fixture.head();
    const first = await fixture.round(ready);
    expect(first.commit).toBe(await fixture.head());
    expect(first.index.head).toBe(first.commit);
    expect(await fixture.gitops.person.git('rev-list', `${before}..${first.commit}`)).toBe(
      `${first.commit}\n`,
    );
    const ids = [...first.index.records.keys()];
    expect(ids).toEqual(expect.arrayContaining([`shop-pr-${fresh}`, `shop-pr-${fresh}0`]));
    expect((await fixture.round(ready)).commit).toBeUndefined();
    expect(await fixture.head()).toBe(first.commit);
  });

  it('removes all of an environment, and nothing of its neighbours', async () => {
    const neighbour = `${live}0`;
    await fixture.round({ [live]: closed, [neighbour]: {} });
    const since = '2026-01-05T12:00:00.000Z';
    const gone = { remains: { kind: 'gone', since }, finalCommentWritten: true } as const;
    await fixture.round({ [live]: { ...closed, ...gone } });
    const paths = await fixture.gitops.person.list('environments');
    expect(paths.filter((path) => path.includes(`/pr-${live}/`))).toEqual([]);
    expect(paths).toContain(manifestPath(neighbour, 'app.yaml'));
  });

  it.each([
    ['what the pull request is', { pullRequest: unknown('500') }],
    ['what its config is', { config: unknown('404') }],
  ])('changes nothing where GitHub does not tell %s', async (_, observation) => {
    const before = await fixture.head();
    const result = await fixture.round({ [live]: observation, [fresh]: observation });
    expect(result.commit).toBeUndefined();
    expect(await fixture.head()).toBe(before);
    expect(result.decided.map(({ decision }) => decision.again)).toEqual(['unknown', 'unknown']);
  });

  it('changes nothing where the repository of that name is another one', async () => {
    const before = await fixture.head();
    const base = { branch: 'main', repositoryId: 999 };
    const pullRequest = found({ state: 'closed', base });
    expect(rulesOf(await fixture.round({ [live]: { pullRequest } }))).toEqual([
      'repository-changed',
    ]);
    expect(await fixture.head()).toBe(before);
  });

  it('puts back a field that only the generator writes, and decides on it at once', async () => {
    await fixture.push(await fixture.edited(live, 'port: 3000', 'port: many'));
    const result = await fixture.round({ [live]: pushed });
    expect([result.repairs.length, rulesOf(result)]).toEqual([1, ['deploy']]);
    expect(await fixture.record(live)).toContain('port: 3000');
    expect(result.index.readonly.size).toBe(0);
  });

  it('commits what the AppProject does not let Argo CD make only once it does', async () => {
    const { person } = fixture.gitops;
    const file = 'kind: AppProject\nspec: {namespaceResourceWhitelist: [{group: x, kind: Y}]}\n';
    const before = await fixture.head();
    await person.push('main', { 'platform/shop.yaml': file });
    const refused = await fixture.round({ [live]: pushed, [fresh]: {} });
    expect(rulesOf(refused)).toEqual(['kinds-not-allowed', 'kinds-not-allowed']);
    expect(await fixture.head()).toBe(before);
    await person.push('main', { 'platform/shop.yaml': undefined });
    expect(rulesOf(await fixture.round({ [live]: pushed }))).toEqual(['deploy']);
  });
});

describe('the project', () => {
  afterEach(() => fixture.platform());

  it('gone from platform.yaml: its environments are kept, also closed ones', async () => {
    const projects = '  - {id: blog, repository: acme/blog, image: "ghcr.io/acme/blog:{sha}"}';
    await fixture.platform({ projects });
    const before = await fixture.head();
    const { decided } = await fixture.round({ [live]: closed, [fresh]: {} });
    expect(decided.map(({ decision: { rule, alarm } }) => [rule, alarm]).sort()).toEqual([
      ['project-vanished', false],
      ['project-vanished', true],
    ]);
    expect(await fixture.head()).toBe(before);
  });

  it('`state: removing`: its environments end, none begins', async () => {
    await fixture.platform({ shop: ', state: removing' });
    await fixture.round({ [live]: {}, [fresh]: {} });
    expect(await fixture.record(live)).toMatch(/state: destroying[^]*reason: removing/);
    expect(await fixture.record(fresh)).toBeUndefined();
  });
});

describe('a person who pushed before', () => {
  it('is obeyed at once, without waiting for GitHub', async () => {
    await fixture.push(await fixture.edited(live, 'state: active', 'state: destroying'));
    const result = await fixture.round();
    expect([result.foreign, rulesOf(result)]).toEqual([[`shop-pr-${live}`], ['destroyed-in-git']]);
    expect(await fixture.record(live)).toContain('reason: held');
  });

  it('a manifest edited by hand stays until GitHub is asked, then it is as decided', async () => {
    const path = manifestPath(live, 'app.yaml');
    const good = await fixture.gitops.person.read('environments', path);
    const head = await fixture.push({ [path]: `${good}# by hand\n` });
    expect((await fixture.round()).foreign).toEqual([`shop-pr-${live}`]);
    expect(await fixture.head()).toBe(head);
    const { commit } = await fixture.round({ [live]: {} });
    expect(await fixture.gitops.person.read('environments', path)).toBe(good);
    await fixture.gitops.person.git('fetch', '--quiet', 'origin', 'environments');
    expect(await fixture.gitops.person.git('log', '-1', '--format=%s', commit ?? '')).toContain(
      'edited by hand',
    );
  });
});

describe('what goes wrong', () => {
  it('Git that does not answer: thrown, nothing stands half, and the next round does it', async () => {
    const before = await fixture.head();
    fixture.gitops.server.setFailure(500);
    const round = fixture.round({ [fresh]: {} }, { fetchFirst: false });
    await expect(round).rejects.toThrow(GitUnavailable);
    fixture.gitops.server.setFailure(undefined);
    expect(await fixture.head()).toBe(before);
    expect((await fixture.round({ [fresh]: {} })).commit).toBe(await fixture.head());
  });

  it('hostile names in a pull request are harmless in the commit and in the tree', async () => {
    const evil = '$(rm -rf /)\n\nSigned-off-by: x <x@y.z>\r\n---\n../../x\u0000\u001b[2J<img>';
    const pullRequest = found({
      title: evil,
      labels: [evil, '../../x'],
      author: { login: evil, bot: false },
      head: { sha: OTHER_SHA, branch: evil },
    });
    const { person } = fixture.gitops;
    const log = (format: string) =>
      person.git('log', '-1', `--format=${format}`, 'origin/environments');
    const before = await person.list('environments');
    await fixture.round({ [live]: { pullRequest } });
    expect(await person.list('environments')).toEqual(before);
    expect((await log('%(trailers:key=Signed-off-by)')).trim()).toBe('');
    expect((await log('%(trailers:key=Environment,valueonly)')).trim()).toBe(`shop-pr-${live}`);
    expect(await log('%s')).toBe(`shop-pr-${live}: follows the pull request at ffee2b0\n`);
    // What was written is read back as it was.
    expect((await fixture.round({ [live]: { pullRequest } })).commit).toBeUndefined();
  });

  // The last one: it rewrites what the others built.
  it('a rewritten history stops writing until platform.yaml accepts it', async () => {
    const first = await fixture.head();
    await fixture.round({ [fresh]: {} });
    const { person } = fixture.gitops;
    await person.git('push', '--quiet', '--force', 'origin', `${first}:environments`);
    await expect(fixture.round({ [live]: pushed })).rejects.toThrow(HistoryRewritten);
    expect(await fixture.head()).toBe(first);
    const text = (await person.read('main', 'platform.yaml')) ?? '';
    const accepting = text.replace('gitops: {', `gitops: {acceptHead: ${first}, `);
    await person.push('main', { 'platform.yaml': accepting });
    const { index } = await fixture.round({ [live]: pushed });
    expect(index.records.get(`shop-pr-${live}`)?.source.sha).toBe(OTHER_SHA);
    expect(index.records.has(`shop-pr-${fresh}`)).toBe(false);
  });
});

describe('another release of the template', () => {
  const older = async (number: string) =>
    fixture
      .push(await fixture.edited(number, 'template: 9.9.9', 'template: 9.9.8'))
      .then(() => fixture.round());

  it('is not rendered for want of anything new, but in its turn, without GitHub', async () => {
    const number = live;
    const untouched = await fixture.record(number);
    await older(number);
    expect((await fixture.round({ [number]: {} })).commit).toBeUndefined();
    expect(await fixture.record(number)).toContain('template: 9.9.8');
    fixture.upgrading.add(`shop-pr-${number}`);
    const result = await fixture.round();
    fixture.upgrading.clear();
    expect(rulesOf(result)).toEqual(['template-upgrade']);
    expect(await fixture.record(number)).toBe(untouched);
  });

  it('comes with the next push', async () => {
    await older(live);
    await fixture.round({ [live]: pushed });
    expect(await fixture.record(live)).toContain('template: 9.9.9');
  });
});
