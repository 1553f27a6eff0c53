import type { RecordIndex } from '../../../generator/gitops/records.ts';
import { sweep } from '../../../generator/reconcile/sweep.ts';
import { start } from '../github/start.ts';
import { sampleRecord } from '../gitops/sample-record.ts';
import { samplePlatform } from '../platform-fixture.ts';

let world: Awaited<ReturnType<typeof start>>;
beforeEach(async () => {
  world = await start({ timeoutMs: 300 });
});
afterEach(() => world.standIn.stop());

const indexOf = (...numbers: string[]): RecordIndex => ({
  head: 'head',
  records: new Map(numbers.map((number) => [`shop-pr-${number}`, sampleRecord(number)])),
  readonly: new Map(),
});
const look = async (platform = samplePlatform(), index = indexOf()) => {
  const { wakes, unknown } = await sweep(platform, () => index, world.github);
  return { ids: wakes.map(({ project, number }) => `${project} ${number}`).sort(), unknown };
};

describe('the sweep', () => {
  it('finds a pull request whose opening was lost, and an environment whose closing was lost', async () => {
    await world.standIn.openPullRequest('acme/shop', { number: 7 });
    await world.standIn.openPullRequest('acme/shop', { number: 8 });
    await world.standIn.close('acme/shop', 8);
    expect(await look(samplePlatform(), indexOf('8'))).toEqual({
      ids: ['shop 7', 'shop 8'],
      unknown: [],
    });
  });

  it('looks at records that are left alone too', async () => {
    const entry = { project: 'shop', number: '9', problems: [] };
    const index = { ...indexOf(), readonly: new Map([['shop-pr-9', entry]]) };
    expect((await look(samplePlatform(), index)).ids).toEqual(['shop 9']);
  });

  it('looks at a record that was written while GitHub was asked', async () => {
    let index = indexOf();
    const sweeping = sweep(samplePlatform(), () => index, world.github);
    index = indexOf('8');
    expect((await sweeping).wakes).toEqual([{ project: 'shop', number: '8' }]);
  });

  it('carries no state: what it wakes is looked at like any other', async () => {
    await world.standIn.openPullRequest('acme/shop', { number: 7 });
    const { wakes } = await sweep(samplePlatform(), () => indexOf('7'), world.github);
    for (const wake of wakes) expect(wake).toEqual({ project: 'shop', number: '7' });
  });

  it.each([
    ['500', { status: 500 }],
    ['404', { status: 404 }],
    ['403', { status: 403 }],
    ['no answer', { kind: 'hang' }],
    ['a cut connection', { kind: 'reset' }],
    ['nonsense', { status: 200, body: [{ number: 'seven' }] }],
    ['an empty object', { status: 200, body: {} }],
  ] as const)(
    'GitHub says %s: records are looked at all the same, nothing is concluded',
    async (_, fault) => {
      await world.standIn.openPullRequest('acme/shop', { number: 7 });
      world.standIn.fail(fault);
      const { ids, unknown } = await look(samplePlatform(), indexOf('8'));
      expect(ids).toEqual(['shop 8']);
      expect(unknown).toEqual([expect.stringMatching(/^acme\/shop: ./)]);
    },
  );

  it('one repository that does not answer leaves the others to be found', async () => {
    world.standIn.createRepository('acme/blog');
    await world.standIn.openPullRequest('acme/blog', { number: 3 });
    world.standIn.fail({ status: 404, match: ({ path }) => path.includes('/shop/') });
    const blog = '  - {id: blog, repository: acme/blog, image: "ghcr.io/acme/blog:{sha}"}\n';
    const { ids, unknown } = await look(samplePlatform({ rest: blog }));
    expect(ids).toEqual(['blog 3']);
    expect(unknown).toHaveLength(1);
  });

  it('a project that is being removed begins nothing, yet its records are looked at', async () => {
    await world.standIn.openPullRequest('acme/shop', { number: 7 });
    const platform = samplePlatform({ shop: 'state: removing' });
    expect((await look(platform, indexOf('8'))).ids).toEqual(['shop 8']);
    expect(world.standIn.countCalls()).toBe(0);
  });

  it('records of a project that platform.yaml no longer names are looked at', async () => {
    const lost = { ...sampleRecord('5'), project: 'lost', id: 'lost-pr-5' };
    const index = { ...indexOf(), records: new Map([['lost-pr-5', lost]]) };
    expect((await look(samplePlatform(), index)).ids).toEqual(['lost 5']);
  });
});
