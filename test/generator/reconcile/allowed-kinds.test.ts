import { createAllowedKinds, lackedKinds } from '../../../generator/reconcile/allowed-kinds.ts';

const APP_PROJECT = `kind: ApplicationSet
spec: {}
---
kind: AppProject
spec:
  clusterResourceWhitelist:
    - { group: '', kind: Namespace }
  namespaceResourceWhitelist:
    - { group: apps, kind: Deployment }
`;

/** The people's branch with this one file at a head that can be moved. */
function branch(text: string | undefined) {
  const state = { head: 'a', text, reads: [] as string[] };
  const allowed = createAllowedKinds({
    heads: () => ({ platform: state.head, environments: 'e' }),
    readPlatformFile(path) {
      state.reads.push(path);
      return Promise.resolve(state.text);
    },
  });
  return { state, allowed };
}

describe('the kinds an AppProject allows', () => {
  it('are read once a head from its file on the branch of people', async () => {
    const { state, allowed } = branch(APP_PROJECT);
    expect(await allowed('shop')).toEqual(new Set(['/Namespace', 'apps/Deployment']));
    await allowed('shop');
    expect(state.reads).toEqual(['platform/shop.yaml']);
    Object.assign(state, { head: 'b', text: APP_PROJECT.replace('Deployment', 'StatefulSet') });
    expect(await allowed('shop')).toEqual(new Set(['/Namespace', 'apps/StatefulSet']));
  });

  it.each([
    ['no file', undefined],
    ['no YAML', 'kind: AppProject\nspec: {{{'],
    ['no AppProject', 'kind: Secret\n'],
    ['nothing', ''],
  ])('are not known from %s: nothing is held back', async (_, text) => {
    const kinds = await branch(text).allowed('shop');
    expect(kinds).toBeUndefined();
    const content = 'apiVersion: v1\nkind: Secret\n';
    expect(lackedKinds([{ path: 'manifests/a.yaml', content }], kinds)).toEqual([]);
  });

  it('an AppProject without any list allows nothing', async () => {
    expect(await branch('kind: AppProject\nspec: {}\n').allowed('shop')).toEqual(new Set());
  });
});

it('the kinds that are lacking are named once, in order, of manifests only', () => {
  const content = (...kinds: string[]) =>
    kinds
      .map((kind) => `apiVersion: ${kind.split(' ').join('\nkind: ')}\nmetadata: {}\n`)
      .join('---\n');
  const files = [
    { path: 'environment.yaml', content: content('v1 Record') },
    { path: 'manifests/b.yaml', content: content('v1 Service', 'apps/v1 Deployment') },
    { path: 'manifests/a.yaml', content: content('v1 Service', 'batch/v1 Job') },
  ];
  expect(lackedKinds(files, new Set(['apps/Deployment']))).toEqual(['/Service', 'batch/Job']);
});
