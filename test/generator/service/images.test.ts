import type { BuildEvent } from '../../../generator/demo/github/payloads.ts';
import { hasRegistry, startRegistry, type RealRegistry } from '../../support/registry.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
let registry: RealRegistry;
beforeEach(async () => {
  registry = await startRegistry();
  world = await startWorld({
    policy: '{ images: digest }',
    image: `${registry.host}/acme/shop:{sha}`,
  });
});
afterEach(async () => {
  await world.stop();
  await registry.stop();
});

const record = (number: number, text: string) =>
  world.until(`${text} in the record of ${number}`, async () =>
    (await world.record(number))?.includes(text),
  );
const told = (number: number, text: string) =>
  world.until(`"${text}" on #${number}`, () => world.comment(number)?.includes(text), 30);
/** What GitHub sends when a workflow, or a package, is done. */
const built = (event: BuildEvent) => world.github.built(world.repository, event);

(hasRegistry() ? describe : describe.skip)('an environment and its image', () => {
  it('waits until the build has pushed it, then runs exactly that; a push keeps the old one until then', async () => {
    const { head } = (await world.github.openPullRequest(world.repository)).pull;
    await record(1, 'reason: image');
    await told(1, 'waits for its image');
    expect(await world.read('environments/shop/pr-1/manifests/.keep')).toBe('');

    const first = await registry.push('acme/shop', head.sha);
    await built('workflow_run');
    await record(1, `${registry.host}/acme/shop@${first}`);
    await record(1, 'state: active');
    expect(await world.read('environments/shop/pr-1/manifests/app.yaml')).toContain(`@${first}`);

    // What a moved tag names is not what was decided.
    await registry.push('acme/shop', head.sha, 'moved');
    const next = await world.github.push(world.repository, 1);
    await told(1, `${head.sha.slice(0, 7)} stays deployed`);
    await record(1, first);
    const second = await registry.push('acme/shop', next.pull.head.sha);
    await built('registry_package');
    await record(1, second);
    await record(1, next.pull.head.sha);
  });

  it('is found by asking again where no event comes, and closed while it waits nothing is left', async () => {
    const one = await world.github.openPullRequest(world.repository);
    await world.github.openPullRequest(world.repository);
    await record(1, 'reason: image');
    await record(2, 'reason: image');
    await world.github.close(world.repository, 2);
    await world.until('no record of 2', async () => (await world.record(2)) === undefined);
    await registry.push('acme/shop', one.pull.head.sha);
    await record(1, 'state: active');
  });
});
