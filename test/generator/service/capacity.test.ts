import { startWorld, type World } from '../../support/world.ts';

let world: World;
afterEach(() => world.stop());

const record = (number: number, text: string) =>
  world.until(`${text} in the record of ${number}`, async () =>
    (await world.record(number))?.includes(text),
  );
const told = (number: number, text: string) =>
  world.until(`"${text}" on #${number}`, () =>
    world.github
      .pullRequest(world.repository, number)
      .comments.some(({ author, body }) => author.login === 'previews' && body.includes(text)),
  );
const say = (number: number, body: string) =>
  world.github.comment(world.repository, number, { body, author: 'alice' });

describe('where the cluster is full', () => {
  it('who comes waits, is told its place in the queue, and gets the one that is given up', async () => {
    // One environment of an app and PostgreSQL has three pods, a rolling update's included.
    world = await startWorld({ platformLines: ['capacity: { pods: 4 }'] });
    for (const number of [1, 2, 3]) {
      await world.github.openPullRequest(world.repository);
      await record(number, number === 1 ? 'state: active' : 'state: pending');
    }
    await told(2, 'It waits for a place, at position 1 of 1');
    await told(3, 'It waits for a place, at position 2 of 2');
    await told(3, 'it needs 3 pods more');
    expect(await world.read('environments/shop/pr-2/manifests/.keep')).toBe('');

    await say(1, '/preview sleep');
    await record(1, 'state: sleeping');
    await record(2, 'state: active');
    await told(3, 'at position 1 of 1');

    await say(1, '/preview wake');
    await told(1, 'there is no place for it to change: it needs 3 pods more');
    await record(1, 'state: sleeping');

    await world.github.close(world.repository, 3);
    await world.until('no record of 3', async () => (await world.record(3)) === undefined);

    const roomier = world.platformText.replace('pods: 4', 'pods: 6');
    await world.gitops.person.push('main', { 'platform.yaml': roomier });
    const known = () => world.logged.filter((line) => line.includes('is in effect')).length;
    await world.until('platform.yaml in effect', () => known() === 3, 30);
    await say(1, '/preview wake');
    await record(1, 'state: active');
  });

  it('a draft that waits, and a label, give the place in the queue up', async () => {
    world = await startWorld({ platformLines: ['capacity: { environments: 1 }'] });
    for (const number of [1, 2, 3]) {
      await world.github.openPullRequest(world.repository);
      await record(number, number === 1 ? 'state: active' : 'state: pending');
    }
    await told(3, 'at position 2 of 2');
    await world.github.label(world.repository, 2, 'no-preview');
    await world.until('no record of 2', async () => (await world.record(2)) === undefined);
    await told(3, 'at position 1 of 1');
  });

  it('says what will never fit', async () => {
    world = await startWorld({ platformLines: ['capacity: { memory: 64Mi }'] });
    await world.github.openPullRequest(world.repository);
    await told(1, 'There will never be a place for it');
    await told(1, 'raise "capacity" in platform.yaml');
    expect(await world.record(1)).toBeUndefined();
  });
});
