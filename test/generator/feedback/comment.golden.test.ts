import { commentBody } from '../../../generator/feedback/comment.ts';
import { VIEW_STATES, type View } from '../../../generator/feedback/view.ts';
import { expectGolden } from '../../support/golden-files.ts';
import { at, OTHER_SHA } from '../decided-fixture.ts';
import { SHA } from '../gitops/sample-record.ts';
import { sampleView } from '../view-fixture.ts';

const NOTHING_RUNS = { sha: undefined, services: [] } as const;
const TWO = [
  { name: 'web', url: 'https://shop-pr-7.acme-previews.dev' },
  { name: 'api', url: 'https://shop-pr-7-api.acme-previews.dev' },
] as const;

/** What each state looks like; the words of reasons and findings are tested where they are made. */
const SAMPLES: Readonly<Record<View['state'], Partial<View>>> = {
  skipped: { ...NOTHING_RUNS, reason: 'drafts get no preview; mark it ready for review' },
  'awaiting-approval': {
    ...NOTHING_RUNS,
    reason: 'the pull request comes from a fork; somebody who may push has to approve 3f2a1b0',
    copy: `/preview approve ${SHA}`,
    waitingSha: SHA,
  },
  building: {
    ...NOTHING_RUNS,
    reason: 'ghcr.io/acme/shop:3f2a1b0 is not in the registry yet',
    waitingSha: SHA,
  },
  queued: {
    ...NOTHING_RUNS,
    reason:
      'it waits for a place, at position 2 of 3: it needs memory 2Gi more (memory 512Mi free)',
    position: 2,
  },
  deploying: {
    reason: 'opened at 3f2a1b0; its pods start',
    expiresAt: at(7 * 1440),
    changes: ['Deployment app: spec.replicas: 1 → 2', 'Service worker: comes'],
  },
  ready: {
    reason: '3f2a1b0 runs and answers',
    runningSha: SHA,
    services: TWO,
    expiresAt: at(7 * 1440),
    argocdUrl: 'https://argocd.ops.acme.dev/applications/argocd/shop-pr-7',
    grafanaUrl: 'https://grafana.ops.acme.dev/d/k8s-ee-environment?var-project=shop&var-pr=7',
  },
  degraded: {
    reason: 'follows the pull request at 3f2a1b0; app: it exits with 1; ffee2b0 still answers',
    runningSha: OTHER_SHA,
    findings: [
      {
        kind: 'crash',
        part: 'app',
        summary: 'it exits with 1',
        fix: 'run the image locally and mend what it says',
        log: ['Error: no <script>alert(1)</script>'],
      },
    ],
  },
  failed: {
    ...NOTHING_RUNS,
    reason: 'k8s-ee.yaml cannot be used; nothing is deployed',
    problems: [{ path: 'app.port', message: 'expected 1 to 65535, got 0', line: 3, column: 9 }],
  },
  sleeping: { reason: 'the environment sleeps; a push or "/preview wake" wakes it' },
  preserved: {
    reason: 'the pull request is closed, and the environment is preserved',
    runningSha: SHA,
    preservedUntil: at(2880),
  },
  destroying: { ...NOTHING_RUNS, reason: 'the pull request was closed' },
  destroyed: { ...NOTHING_RUNS, reason: 'the pull request was closed, and everything is gone' },
};

describe('the comment in each state', () => {
  it('is as it was looked at', () => {
    const content = VIEW_STATES.map((state) => {
      const view = sampleView({ state, ...SAMPLES[state] });
      return `<!-- ${state} -->\n\n${commentBody(view)}`;
    }).join('\n---\n\n');
    expectGolden([{ path: 'test/golden/comments.md', content }]);
  });
});
