import { ENVIRONMENT_KINDS } from '../../../constructs/platform/environment-kinds.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.stop());

const rule = (name: string) => () => world.logged.some((line) => line.includes(`"rule":"${name}"`));

/** While the generator is away, so that the next event finds what people pushed. */
async function restart(meanwhile: () => Promise<unknown>): Promise<void> {
  await world.generator().stop();
  await meanwhile();
  await world.start();
}

describe('an AppProject on main that lacks a kind of the template', () => {
  const project = (kinds: typeof ENVIRONMENT_KINDS) =>
    [
      'kind: AppProject',
      'spec:',
      "  clusterResourceWhitelist: [{ group: '', kind: Namespace }]",
      '  namespaceResourceWhitelist:',
      ...kinds.map(({ group, kind }) => `    - { group: '${group}', kind: ${kind} }`),
      '',
    ].join('\n');
  const pushProject = (kinds: typeof ENVIRONMENT_KINDS) =>
    world.gitops.person.push('main', { 'platform/shop.yaml': project(kinds) });

  it('keeps the old manifests, with an alarm, until it has it', async () => {
    const { sha } = (await world.github.openPullRequest('acme/shop')).pull.head;
    await world.until('the environment', () => world.record(1));
    await restart(() =>
      pushProject(ENVIRONMENT_KINDS.filter(({ kind }) => kind !== 'StatefulSet')),
    );
    await world.generator().ready();
    const before = await world.commits();
    const { pull } = await world.github.push('acme/shop', 1);
    await world.until('the alarm', rule('kinds-not-allowed'));
    await world.until('the comment', () =>
      /stays deployed[^]*apps\/StatefulSet[^]*npm run synth/.test(world.comment(1) ?? ''),
    );
    expect(await world.record(1)).toContain(sha);
    expect(await world.commits()).toBe(before);

    await restart(() => pushProject(ENVIRONMENT_KINDS));
    await world.until('the new commit', async () =>
      (await world.record(1))?.includes(pull.head.sha),
    );
  });
});

describe('the history of the environments branch is rewritten', () => {
  it('nothing is written until platform.yaml names the new head', async () => {
    const { person } = world.gitops;
    await world.github.openPullRequest('acme/shop');
    await world.until('the environment', () => world.record(1));
    await person.git('fetch', '--quiet', 'origin', 'environments');
    await person.git('checkout', '--quiet', '-B', 'rewritten', 'FETCH_HEAD');
    await person.git('commit', '--quiet', '--amend', '--message', 'rewritten');
    await restart(() =>
      person.git('push', '--quiet', '--force', 'origin', 'rewritten:environments'),
    );
    await world.github.openPullRequest('acme/shop');
    const stopped = () =>
      world.logged.some((line) => /history of the branch .*was rewritten/.test(line));
    await world.until('the reason', stopped);
    expect(await world.record(2)).toBeUndefined();

    const head = await person.head('environments');
    const accepted = world.platformText.replace(/^gitops: \{/m, `gitops: { acceptHead: ${head},`);
    await person.push('main', { 'platform.yaml': accepted });
    await world.until('the second environment', () => world.record(2), 60);
    expect(await world.record(1)).toContain('state: active');
  }, 90_000);
});
