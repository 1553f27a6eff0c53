import { manifestProblems } from '../../../apps/check-records/manifests.ts';

const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop-pr-7}\n';

describe('manifestProblems', () => {
  it.each([
    ['one object', service],
    ['several', `${service}---\n${service}`],
    ['the Namespace itself', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop-pr-7}\n'],
    ['nothing', '# empty\n'],
  ])('%s is fine', (_, text) => {
    expect(manifestProblems(text, 'shop-pr-7')).toEqual([]);
  });

  it.each([
    [
      'of another environment',
      service,
      'Service: metadata.namespace must be "shop-pr-8", got "shop-pr-7"',
    ],
    [
      'without a namespace',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n',
      'Pod: metadata.namespace must be "shop-pr-8", got undefined',
    ],
    [
      'the Namespace of another',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: kube-system}\n',
      'Namespace: metadata.name must be "shop-pr-8", got "kube-system"',
    ],
    ['that Argo CD leaves out', 'apiVersion: v1\nkind: Service\n', 'an object lacks metadata'],
    ['no object', '- a\n', 'holds something that is no Kubernetes object'],
    ['unreadable', 'a: [\n', /line 2/],
  ])('%s is not', (_, text, problem) => {
    expect(manifestProblems(text, 'shop-pr-8')).toEqual([
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    ]);
  });
});
