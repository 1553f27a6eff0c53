import {
  EnvironmentNamespace,
  type EnvironmentNamespaceProps,
} from '../../../constructs/environment/namespace.ts';
import { render } from './rendered.ts';

const namespace = (props: EnvironmentNamespaceProps) =>
  render((chart) => new EnvironmentNamespace(chart, 'namespace', props));

const restricted = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/audit': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
};

describe('EnvironmentNamespace', () => {
  it('carries Pod Security, its labels and facts, and comes before everything else', () => {
    expect(namespace({ name: 'shop-pr-7', labels: { a: 'b' }, annotations: { c: 'd/e' } })).toEqual(
      [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: {
            name: 'shop-pr-7',
            labels: { a: 'b', ...restricted },
            annotations: { c: 'd/e', 'argocd.argoproj.io/sync-wave': '-1' },
          },
        },
      ],
    );
  });

  it('lets no label or annotation loosen that', () => {
    const [object] = namespace({
      name: 'shop-pr-7',
      labels: { 'pod-security.kubernetes.io/enforce': 'privileged' },
      annotations: { 'argocd.argoproj.io/sync-wave': '5' },
    });
    expect(object!.metadata.labels).toEqual(restricted);
    expect(object!.metadata.annotations).toEqual({ 'argocd.argoproj.io/sync-wave': '-1' });
  });
});
