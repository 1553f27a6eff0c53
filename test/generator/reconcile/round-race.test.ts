import { found, OTHER_SHA } from '../decided-fixture.ts';
import { manifestPath, recordPath, SHA } from '../gitops/sample-record.ts';
import type { RoundResult } from '../../../generator/reconcile/round.ts';
import { startRounds, type RoundFixture } from './round-fixture.ts';

/** Each test has a live environment of its own, and a number that nothing has. */
const LIVE = Array.from({ length: 16 }, (_, i) => String(i + 1));
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
/** `from` of the very record becomes `to` in the moment of the next push. */
async function racing(from: string, to: string): Promise<void> {
  const files = await fixture.edited(live, from, to);
  fixture.gitops.server.beforeNextPush(async () => void (await fixture.push(files)));
}
const raced = (observations: Parameters<RoundFixture['round']>[0]) =>
  fixture.round(observations, { fetchFirst: false });

describe('a person who pushes first and changes the very record', () => {
  it('`pinned: true`: decided again, the push is not followed', async () => {
    await racing('lifecycle:\n', 'lifecycle:\n  pinned: true\n');
    const result = await raced({ [live]: pushed, [fresh]: {} });
    expect([result.rejections, rulesOf(result).sort()]).toEqual([1, ['deploy', 'pinned']]);
    expect(await fixture.record(live)).toMatch(new RegExp(`sha: ${SHA}[^]*pinned: true`));
    expect(await fixture.record(fresh)).toContain('state: active');
  });

  it('`state: destroying`: it ends, though its pull request was pushed to', async () => {
    await racing('state: active', 'state: destroying');
    const result = await raced({ [live]: pushed });
    expect([result.rejections, rulesOf(result)]).toEqual([1, ['destroyed-in-git']]);
    expect(await fixture.record(live)).toMatch(/state: destroying[^]*reason: held/);
    const app = manifestPath(live, 'app.yaml');
    expect(await fixture.gitops.person.read('environments', app)).toBeUndefined();
  });

  it('`keep: preserved`: closing does not end it', async () => {
    await racing('keep: open', 'keep: preserved');
    const result = await raced({ [live]: closed });
    expect(result.rejections).toBe(1);
    expect(await fixture.record(live)).toMatch(/state: active[^]*preservedUntil: /);
  });

  it('an unknown field: it stays beside what is deployed', async () => {
    await racing('lifecycle:\n', 'lifecycle:\n  heldFor: a demo\n');
    const result = await raced({ [live]: pushed });
    expect(result.rejections).toBe(1);
    expect(await fixture.record(live)).toMatch(new RegExp(`sha: ${OTHER_SHA}[^]*heldFor: a demo`));
  });

  it('a field that cannot be read: put back and decided on in the same push', async () => {
    await racing('port: 3000', 'port: many');
    const result = await raced({ [live]: pushed });
    expect([result.rejections, result.repairs.length, rulesOf(result)]).toEqual([1, 1, ['deploy']]);
    expect(await fixture.record(live)).toContain(`sha: ${OTHER_SHA}`);
    expect(await fixture.record(live)).toContain('port: 3000');
  });

  it('spoiled: put back and decided on in the same push', async () => {
    const files = { [recordPath(live)]: '{{{' };
    fixture.gitops.server.beforeNextPush(async () => void (await fixture.push(files)));
    const result = await raced({ [live]: pushed });
    expect([result.rejections, result.repairs.length]).toEqual([1, 1]);
    expect(await fixture.record(live)).toContain(`sha: ${OTHER_SHA}`);
  });
});

describe('a person who pushes first elsewhere', () => {
  it('platform.yaml: the new one decides', async () => {
    fixture.gitops.server.beforeNextPush(async () => {
      await fixture.platform({ shop: ', state: removing' });
      await fixture.push({ 'README.md': 'x' });
    });
    const result = await raced({ [live]: pushed, [fresh]: {} });
    await fixture.platform();
    await fixture.round();
    expect(rulesOf(result)).toEqual(['project-removing', 'project-removing']);
    expect(await fixture.record(live)).toMatch(/state: destroying[^]*reason: removing/);
    expect(await fixture.record(fresh)).toBeUndefined();
  });

  it('another file: both are there', async () => {
    const push = () => fixture.push({ 'README.md': 'by a person\n' });
    fixture.gitops.server.beforeNextPush(async () => void (await push()));
    expect((await raced({ [fresh]: {} })).rejections).toBe(1);
    expect(await fixture.gitops.person.read('environments', 'README.md')).toBe('by a person\n');
    expect(await fixture.record(fresh)).toContain('state: active');
  });

  it('while a spoiled record is put back: it is put back all the same', async () => {
    const good = await fixture.record(live);
    await fixture.push({ [recordPath(live)]: '{{{' });
    const push = () => fixture.push({ 'README.md': 'again by a person\n' });
    fixture.gitops.server.beforeNextPush(async () => void (await push()));
    const result = await fixture.round();
    expect([result.rejections, result.repairs.length]).toEqual([1, 1]);
    expect(await fixture.record(live)).toBe(good);
  });

  it('again and again: the round ends in an error, and nothing of theirs is lost', async () => {
    const { server, person } = fixture.gitops;
    const bare = ['--git-dir', server.directoryOf('gitops')];
    const before = await fixture.head();
    let theirs = before;
    let races = 0;
    const race = () =>
      server.beforeNextPush(async () => {
        const tree = `${theirs}^{tree}`;
        const commit = await person.git(...bare, 'commit-tree', '-p', theirs, '-m', 'x', tree);
        theirs = commit.trim();
        await person.git(...bare, 'update-ref', 'refs/heads/environments', theirs);
        races += 1;
        race();
      });
    race();
    await expect(raced({ [fresh]: {} })).rejects.toThrow(/rejected 9 times in a row/);
    expect([races, await fixture.head()]).toEqual([9, theirs]);
    server.beforeNextPush(() => Promise.resolve());
    expect((await fixture.round({ [fresh]: {} })).commit).toBe(await fixture.head());
  });
});
