import type { View } from '../../generator/feedback/view.ts';
import { SHA } from './gitops/sample-record.ts';
import { at } from './decided-fixture.ts';

/** What is shown of shop-pr-7 while it deploys its first commit. */
export function sampleView(change: Partial<View> = {}): View {
  return {
    id: 'shop-pr-7',
    key: { project: 'shop', number: '7' },
    repository: 'acme/shop',
    state: 'deploying',
    reason: 'opened at 3f2a1b0',
    url: 'https://shop-pr-7.acme-previews.dev',
    services: [{ name: 'app', url: 'https://shop-pr-7.acme-previews.dev' }],
    pullRequest: {
      url: 'https://github.com/acme/shop/pull/7',
      title: 'Add a cart',
      author: 'alice',
      branch: 'feature/cart',
    },
    sha: SHA,
    runningSha: undefined,
    observed: true,
    waitingSha: undefined,
    createdAt: at(-5),
    pushedAt: at(-5),
    since: at(-1),
    expiresAt: undefined,
    preservedUntil: undefined,
    requests: undefined,
    position: undefined,
    problems: [],
    findings: [],
    notes: [],
    changes: [],
    copy: undefined,
    argocdUrl: undefined,
    grafanaUrl: undefined,
    quiet: false,
    finalOf: undefined,
    ...change,
  };
}
