import { VIEW_STATES, type View, type ViewState } from '../../../generator/feedback/view.ts';
import { environmentId } from '../../../constructs/names.ts';

export const NOW = new Date('2026-05-04T12:00:00Z');
export const DOMAIN = 'previews.example';

const REASONS: Readonly<Record<ViewState, string>> = {
  skipped: 'it is a draft; mark it ready for review, or comment "/preview up"',
  'awaiting-approval': 'it comes from a fork, so somebody with write permission has to approve it',
  building: 'the image ghcr.io/acme/shop:3f2a1b9 is not in the registry yet',
  queued: 'it waits for a place, at position 2 of 3: memory 512Mi is asked for, 128Mi is free',
  deploying: 'Argo CD applies it: 3 of 5 objects are healthy',
  ready: 'it answers',
  degraded: 'service worker restarts again and again',
  failed: 'the container of app is killed because it needs more memory than 256Mi',
  sleeping: 'nobody visited it for 2 h; its data is kept',
  preserved: 'alice keeps it although its pull request is closed',
  destroying: 'its pull request was closed',
  destroyed: 'its pull request was closed, and its namespace is gone',
};

const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString();

/** The view of one environment as it may well be; `change` says what is special about it. */
export function sampleView(number: number, state: ViewState, change: Partial<View> = {}): View {
  const project = change.key?.project ?? 'shop';
  const id = environmentId(project, number);
  const runs = ['ready', 'degraded', 'deploying', 'sleeping', 'preserved', 'failed'].includes(
    state,
  );
  const sha = '3f2a1b9c0d4e5f60718293a4b5c6d7e8f9012345';
  return {
    id,
    key: { project, number: String(number) },
    repository: `acme/${project}`,
    state,
    reason: REASONS[state],
    url: `https://${id}.${DOMAIN}`,
    services: [{ name: 'app', url: `https://${id}.${DOMAIN}` }],
    pullRequest: {
      url: `https://github.com/acme/${project}/pull/${number}`,
      title: 'Keep the cart when a session ends',
      author: 'alice',
      branch: 'feature/cart',
    },
    sha: runs ? sha : undefined,
    runningSha:
      state === 'deploying' ? 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678' : runs ? sha : undefined,
    observed: true,
    waitingSha: runs ? undefined : sha,
    createdAt: runs ? ago(60 * number + 7) : undefined,
    pushedAt: ago(9),
    since: ago(5),
    expiresAt: runs ? ago(-60 * 24 * 3) : undefined,
    preservedUntil: state === 'preserved' ? ago(-60 * 40) : undefined,
    requests: { cpu: '350m', memory: '640Mi', storage: '2Gi', pods: 3 },
    position: state === 'queued' ? 2 : undefined,
    problems: [],
    findings: [],
    notes: [],
    changes: [],
    copy: state === 'awaiting-approval' ? `/preview approve ${sha}` : undefined,
    argocdUrl: `https://argocd.ops.example.com/applications/argocd/${id}`,
    grafanaUrl: `https://grafana.ops.example.com/d/k8s-ee-environment?var-project=shop&var-pr=${id}`,
    quiet: false,
    finalOf: undefined,
    ...change,
  };
}

/** A view with everything that can be wrong. */
export function failedView(number: number): View {
  return sampleView(number, 'failed', {
    findings: [
      {
        kind: 'out-of-memory',
        part: 'app',
        summary: 'the container was killed because it needed more than 256Mi of memory',
        fix: 'raise app.resources.limits.memory in k8s-ee.yaml; policy allows 4Gi',
        log: ['listening on 8080', 'loading 90,000 products', 'Killed'],
      },
      {
        kind: 'health-path',
        part: 'service worker',
        summary: 'GET /healthz answers 404',
        fix: 'set services.worker.health.path to a path that answers 200',
      },
    ],
    problems: [{ path: 'app.port', message: 'expected 1 to 65535, got "abc"', line: 4, column: 9 }],
    notes: ['the volume of postgresql stays at 1Gi until "/preview reset-db"'],
  });
}

/** One environment in every state, of two projects. */
export function everyState(): View[] {
  return VIEW_STATES.map((state, index) =>
    state === 'failed'
      ? failedView(index + 1)
      : sampleView(index + 1, state, {
          ...(index % 3 === 2 && { key: { project: 'billing', number: String(index + 1) } }),
        }),
  );
}
