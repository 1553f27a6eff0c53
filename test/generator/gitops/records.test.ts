import { symlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordIndex } from '../../../generator/gitops/records.ts';
import { sorted, startRecords, type RecordsFixture } from './records-fixture.ts';
import { ended, manifestPath, recordPath, sampleFiles, sampleRecord } from './sample-record.ts';

let world: RecordsFixture;
let index: RecordIndex;
beforeEach(async () => {
  world = await startRecords();
  ({ index } = await world.round());
});
afterEach(() => world.stop());

const record = sampleFiles('7')[recordPath('7')] ?? '';
const manifest = sampleFiles('7')[manifestPath('7')] ?? '';

describe('reading', () => {
  it('knows every record of a repository in good order, and repairs nothing', async () => {
    await world.restart('lost');
    const { index: all, repairs, changed } = await world.round();
    expect(sorted(all.records.keys())).toEqual([
      'shop-pr-10',
      'shop-pr-7',
      'shop-pr-8',
      'shop-pr-9',
    ]);
    expect(all.records.get('shop-pr-7')).toEqual(sampleRecord('7'));
    expect(all.readonly.size).toBe(0);
    expect(all.head).toBe(await world.gitops.person.head('environments'));
    expect(repairs).toEqual([]);
    expect(changed).toEqual([]);
  });

  it('reads nothing again where nothing moved', async () => {
    expect(await world.round(index)).toEqual({ index, repairs: [], changed: [] });
  });

  it('takes up what people change, and says of which environments', async () => {
    await world.push({
      ...sampleFiles('7', { keep: 'preserved' }),
      ...sampleFiles('11'),
      [manifestPath('8')]: 'edited: by hand\n',
      'README.md': 'edited too',
    });
    const { index: next, repairs, changed } = await world.round(index);
    expect(repairs).toEqual([]);
    expect(sorted(changed)).toEqual(['shop-pr-11', 'shop-pr-7', 'shop-pr-8']);
    expect(next.records.get('shop-pr-7')?.keep).toBe('preserved');
    expect(next.records.has('shop-pr-11')).toBe(true);
    expect(index.records.get('shop-pr-7')?.keep).toBe('open');
  });

  it('says after a restart what was changed meanwhile', async () => {
    await world.push(sampleFiles('7', { keep: 'preserved' }));
    await world.restart('kept');
    expect((await world.round()).changed).toEqual(['shop-pr-7']);
  });

  it('keeps unknown fields, and leaves a record alone that was never right', async () => {
    const files = sampleFiles('11');
    await world.push({
      [recordPath('7')]: `${record}note: by a person\n`,
      ...files,
      [recordPath('11')]: files[recordPath('11')]!.replace(/sha: .*/, 'sha: [1, 2]'),
    });
    const { index: next, repairs } = await world.round(index);
    expect(repairs).toEqual([]);
    expect(next.records.get('shop-pr-7')).toMatchObject({ note: 'by a person' });
    expect(next.records.has('shop-pr-11')).toBe(false);
    expect(next.readonly.get('shop-pr-11')).toMatchObject({
      project: 'shop',
      number: '11',
      problems: [{ path: expect.stringContaining('sha') as string }],
    });
    await world.push(files);
    const { index: healed } = await world.round(next);
    expect(healed.readonly.size).toBe(0);
    expect(healed.records.has('shop-pr-11')).toBe(true);
  });
});

describe('a spoiled record is put back as it was', () => {
  const spoilings: Record<string, (text: string) => string> = {
    'is no YAML': () => '{{{ : [',
    'is empty': () => '',
    'is no mapping': () => '- a\n- b\n',
    'is cut in the middle of a line': (text) => text.slice(0, text.indexOf('keep') + 2),
    'has a wrong number': (text) => text.replace(/^number: .*/m, 'number: "8"'),
    'has a number that is no string': (text) => text.replace(/^number: .*/m, 'number: 7'),
    'has a wrong project': (text) => text.replace(/^project: .*/m, 'project: stop'),
    'has a wrong id': (text) => text.replace(/^id: .*/m, 'id: shop-pr-8'),
    'has an unknown state': (text) => text.replace(/^state: .*/m, 'state: activ'),
    'has an unknown keep': (text) => text.replace(/^keep: .*/m, 'keep: opne'),
    'has no keep': (text) => text.replace(/^keep: .*\n/m, ''),
    'has a key twice': (text) => `${text}state: active\n`,
  };

  it('whatever is wrong with it', async () => {
    const numbers = Object.keys(spoilings).map((_how, i) => String(100 + i));
    const files: Record<string, string> = Object.assign({}, ...numbers.map((n) => sampleFiles(n)));
    const text = (number: string) => files[recordPath(number)] ?? '';
    await world.push(files);
    const { index: between } = await world.round(index);
    const spoiled = Object.values(spoilings).map((spoil, i) => {
      const number = numbers[i] ?? '';
      expect(spoil(text(number))).not.toBe(text(number));
      return [recordPath(number), spoil(text(number))];
    });
    await world.push(Object.fromEntries(spoiled) as Record<string, string>);
    const { index: next, repairs, changed } = await world.round(between);
    const ids = numbers.map((number) => `shop-pr-${number}`);
    const problem = /^the record was spoiled \(.+\); put back as of commit [0-9a-f]{12}$/;
    expect(repairs).toMatchObject(
      ids.map((id) => ({ id, reason: expect.stringMatching(problem) as string })),
    );
    expect(sorted(changed)).toEqual(ids);
    expect([...next.records].sort()).toEqual([...between.records].sort());
    await world.gitops.person.head('environments');
    for (const [path, content] of Object.entries(files)) {
      expect(await world.gitops.person.git('show', `origin/environments:${path}`)).toBe(content);
    }
  });

  it('found at the start, with the data directory lost', async () => {
    await world.push({ [recordPath('7')]: 'spoiled' });
    await world.restart('lost');
    const { repairs, changed } = await world.round();
    expect(repairs).toMatchObject([{ id: 'shop-pr-7' }]);
    expect(changed).toEqual(['shop-pr-7']);
    expect(await world.read(recordPath('7'))).toBe(record);
  });

  it.each(['while running', 'with the data directory lost'])(
    'from the newest good version among several bad ones, %s',
    async (when) => {
      const better = sampleFiles('7', { keep: 'preserved' })[recordPath('7')];
      await world.push({ [recordPath('7')]: 'bad' });
      await world.push({ [recordPath('7')]: better });
      await world.push({ [recordPath('7')]: 'worse' });
      await world.push({ 'README.md': 'something else' });
      await world.push({ [recordPath('7')]: undefined });
      await world.push({ [recordPath('7')]: 'worst' });
      if (when !== 'while running') await world.restart('lost');
      const { repairs } = await world.round(when === 'while running' ? index : undefined);
      expect(repairs).toHaveLength(1);
      expect(await world.read(recordPath('7'))).toBe(better);
    },
  );

  it('a tombstone too', async () => {
    const tombstone = sampleFiles('9', ended)[recordPath('9')];
    await world.push({ [recordPath('9')]: 'spoiled' });
    await world.round(index);
    expect(await world.read(recordPath('9'))).toBe(tombstone);
    expect(await world.read(manifestPath('9', '.keep'))).toBe('');
    expect(await world.read(manifestPath('9'))).toBeUndefined();
  });

  it('in what only the generator writes, with the state that a person gave it', async () => {
    const ending = record.replace('state: active', 'state: destroying');
    await world.push({ [recordPath('7')]: ending.replace(/sha: .*/, 'sha: [1]') });
    const { index: next, repairs } = await world.round(index);
    expect(repairs.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/^the record was spoiled \(.*source\.sha.*with the new state$/),
    ]);
    expect(await world.read(recordPath('7'))).toBe(ending);
    expect(next.readonly.size).toBe(0);
    expect(next.records.get('shop-pr-7')).toMatchObject({ state: 'destroying' });
  });

  it('with the fields that are left alone', async () => {
    const alone = sampleFiles('11')[recordPath('11')]!.replace(/sha: .*/, 'sha: [1]');
    await world.push({ ...sampleFiles('11'), [recordPath('11')]: alone });
    const { index: between } = await world.round(index);
    await world.push({ [recordPath('11')]: 'spoiled' });
    const { index: next } = await world.round(between);
    expect(await world.read(recordPath('11'))).toBe(alone);
    expect(sorted(next.readonly.keys())).toEqual(['shop-pr-11']);
  });

  it('turned into a symbolic link, a directory', async () => {
    await world.gitops.person.edit('environments', async (directory) => {
      await rm(join(directory, recordPath('7')));
      await symlink('../pr-8/environment.yaml', join(directory, recordPath('7')));
    });
    await world.push({ [recordPath('8')]: undefined });
    await world.push({ [`${recordPath('8')}/environment.yaml`]: record });
    const { index: next } = await world.round(index);
    expect(await world.read(recordPath('7'))).toBe(record);
    expect(await world.read(recordPath('8'))).toBe(sampleFiles('8')[recordPath('8')]);
    expect(next.records.size).toBe(4);
    expect(
      await world.gitops.person.git('ls-tree', 'origin/environments', recordPath('7')),
    ).toMatch(/^100644/);
  });

  it('many at once, in one commit', async () => {
    const many = Array.from({ length: 40 }, (_, i) => String(100 + i));
    await world.push(Object.assign({}, ...many.map((number) => sampleFiles(number))));
    const { index: between } = await world.round(index);
    await world.push(
      Object.assign(
        {},
        ...many.map((number) => ({
          [recordPath(number)]: 'bad',
          [manifestPath(number)]: undefined,
        })),
      ),
    );
    const { repairs } = await world.round(between);
    expect(repairs).toHaveLength(80);
    expect(await world.read(recordPath('123'))).toBe(sampleFiles('123')[recordPath('123')]);
    expect(await world.read(manifestPath('139'))).toBe(sampleFiles('139')[manifestPath('139')]);
  });
});

describe('a deletion', () => {
  it.each(['while running', 'while it was down'])(
    'of a live environment is undone, %s',
    async (when) => {
      await world.push({ 'environments/shop/pr-7': undefined });
      if (when !== 'while running') await world.restart('kept');
      const {
        index: next,
        repairs,
        changed,
      } = await world.round(when === 'while running' ? index : undefined);
      expect(repairs.map(({ reason }) => reason)).toEqual([
        expect.stringMatching(
          /^the record was deleted, though only "state: destroying" removes a preview; put back/,
        ),
        expect.stringMatching(/^the manifests of a live environment were deleted; put back/),
      ]);
      expect(changed).toEqual(['shop-pr-7']);
      expect(next.records.get('shop-pr-7')).toEqual(sampleRecord('7'));
      expect(await world.read(recordPath('7'))).toBe(record);
      expect(await world.read(manifestPath('7'))).toBe(manifest);
    },
  );

  it('of everything is undone', async () => {
    await world.push({ environments: undefined });
    const { index: next } = await world.round(index);
    expect(sorted(next.records.keys())).toEqual(['shop-pr-7', 'shop-pr-8']);
    expect(await world.read(manifestPath('8'))).toBe(sampleFiles('8')[manifestPath('8')]);
  });

  it.each(['while running', 'with the data directory lost'])(
    'of the manifests of a live environment is undone, %s',
    async (when) => {
      await world.push({ [manifestPath('7', 'database.yaml')]: 'kind: StatefulSet\n' });
      await world.push({ [manifestPath('7')]: undefined });
      await world.push({
        [manifestPath('7', 'database.yaml')]: undefined,
        [manifestPath('7', '.keep')]: '',
      });
      if (when !== 'while running') await world.restart('lost');
      const { repairs, changed } = await world.round(when === 'while running' ? index : undefined);
      expect(repairs).toHaveLength(1);
      expect(changed).toEqual(['shop-pr-7']);
      // The newest state that was not empty; what is missing in it is the next decision's.
      expect(await world.read(manifestPath('7', 'database.yaml'))).toBe('kind: StatefulSet\n');
      expect(await world.read(manifestPath('7', '.keep'))).toBeUndefined();
    },
  );

  it('of one manifest of several is the next decision’s business', async () => {
    await world.push({ [manifestPath('7', 'database.yaml')]: 'kind: StatefulSet\n' });
    const { index: between } = await world.round(index);
    await world.push({ [manifestPath('7')]: undefined });
    const { repairs, changed } = await world.round(between);
    expect(repairs).toEqual([]);
    expect(changed).toEqual(['shop-pr-7']);
  });

  it.each(['while running', 'with the data directory lost'])(
    'by a decision to destroy stays, even when a person sets the record to active, %s',
    async (when) => {
      await world.push({ [manifestPath('7')]: undefined, ...sampleFiles('7', ended) });
      const { index: between } = await world.round(index);
      await world.push({ [recordPath('7')]: record });
      if (when !== 'while running') await world.restart('lost');
      const { repairs } = await world.round(when === 'while running' ? between : undefined);
      expect(repairs).toEqual([]);
      expect(await world.read(manifestPath('7'))).toBeUndefined();
    },
  );

  it('of manifests while the tombstone was unreadable stands, though it is made active later', async () => {
    const path = recordPath('9');
    await world.push({ [manifestPath('9', 'more.yaml')]: 'more: 1\n' });
    ({ index } = await world.round(index));
    await world.push({ [path]: 'spoiled' });
    await world.push({ [manifestPath('9', 'more.yaml')]: undefined });
    ({ index } = await world.round(index));
    await world.push({ [path]: sampleFiles('9')[path] });
    expect((await world.round(index)).repairs).toEqual([]);
    expect((await world.round()).repairs).toEqual([]);
  });

  it('of an ended or pending environment stands', async () => {
    await world.push({ 'environments/shop/pr-9': undefined, 'environments/shop/pr-10': undefined });
    const { index: next, repairs, changed } = await world.round(index);
    expect(repairs).toEqual([]);
    expect(sorted(changed)).toEqual(['shop-pr-10', 'shop-pr-9']);
    expect(sorted(next.records.keys())).toEqual(['shop-pr-7', 'shop-pr-8']);
  });
});

describe('a record file that does not belong', () => {
  it('is removed, whatever its place is called', async () => {
    const places = [
      'environments/environment.yaml',
      'environments/shop/environment.yaml',
      'environments/shop/extra/environment.yaml',
      'environments/shop/pr-07/environment.yaml',
      'environments/shop/pr-7/manifests/environment.yaml',
      'environments/shop/pr-7/extra/environment.yaml',
      'environments/SHOP/pr-7/environment.yaml',
      'environments/shop/pr-7 "quoted" \\ é\ttab\nline/environment.yaml',
    ];
    const before = await world.gitops.person.list('environments');
    await world.push(Object.fromEntries(places.map((path) => [path, record])));
    const { index: next, repairs } = await world.round(index);
    const reason = expect.stringContaining('where none belongs') as string;
    expect(repairs).toMatchObject(places.map(() => ({ reason })));
    expect(sorted(repairs.map(({ id }) => id))).toEqual(
      sorted(places.map((path) => path.replace(/[\t\n]/g, '?'))),
    );
    expect(await world.gitops.person.list('environments')).toEqual(before);
    expect([...next.records]).toEqual([...index.records]);
  });

  it('moved to another number: back where it was, and gone from there', async () => {
    await world.push({
      'environments/shop/pr-7': undefined,
      [recordPath('70')]: record,
      [manifestPath('70')]: manifest,
    });
    const { index: next } = await world.round(index);
    expect(await world.read(recordPath('7'))).toBe(record);
    expect(await world.read(manifestPath('7'))).toBe(manifest);
    expect((await world.gitops.person.list('environments')).join()).not.toContain('pr-70');
    expect(sorted(next.records.keys())).toEqual(sorted(index.records.keys()));
  });

  it.each(['while running', 'with the data directory lost'])(
    'a copy of another, never good in its place, is removed, %s',
    async (when) => {
      await world.push({ [recordPath('70')]: record, [manifestPath('70')]: manifest });
      await world.push({ [recordPath('70')]: `${record}# edited\n` });
      if (when !== 'while running') await world.restart('lost');
      const { repairs } = await world.round(when === 'while running' ? index : undefined);
      expect(repairs).toMatchObject([
        { id: 'shop-pr-70', reason: expect.stringContaining('never valid') as string },
      ]);
      expect((await world.gitops.person.list('environments')).join()).not.toContain('pr-70');
    },
  );

  it('does not bring back a preview that had ended long ago', async () => {
    await world.push({ 'environments/shop/pr-9': undefined });
    const { index: between } = await world.round(index);
    await world.push({ [recordPath('9')]: 'nonsense' });
    await world.restart('lost');
    const { repairs } = await world.round();
    expect(repairs).toMatchObject([{ id: 'shop-pr-9' }]);
    expect(await world.read(recordPath('9'))).toBeUndefined();
    expect(between.records.has('shop-pr-9')).toBe(false);
  });

  it('is not taken for a record outside of environments/', async () => {
    await world.push({ 'docs/environment.yaml': 'an example', 'environment.yaml': 'another' });
    expect((await world.round(index)).repairs).toEqual([]);
  });
});
