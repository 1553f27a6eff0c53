import type { Deployment } from '../github/client.ts';
import { oneLine } from '../github/one-line.ts';
import { hasFailed } from './verdict.ts';
import type { View, ViewState } from './view.ts';

type Shown = Exclude<Deployment, { state: 'inactive' }>;

/** `none`: there is nothing that could be deployed; what stands still holds. */
const STATES: Readonly<Record<ViewState, Deployment['state'] | 'none'>> = {
  skipped: 'none',
  'awaiting-approval': 'none',
  building: 'queued',
  queued: 'queued',
  deploying: 'in_progress',
  ready: 'success',
  // Its URL is silent for no known reason; with one, it failed.
  degraded: 'in_progress',
  failed: 'failure',
  // Nothing answers there but the page that wakes it: who waits for "success" would be misled.
  sleeping: 'inactive',
  preserved: 'success',
  destroying: 'inactive',
  destroyed: 'inactive',
};

/** Their reasons change from one second to the next: the comment tells them, GitHub need not keep them all. */
const MOVING: Readonly<Partial<Record<ViewState, string>>> = {
  queued: 'Waits for a place',
  deploying: 'Deploying',
};

/** What the Deployments of an environment show. `undefined`: what they show already still holds. */
export function deploymentOf(view: View): Deployment | undefined {
  const { id: environment, url, argocdUrl, grafanaUrl } = view;
  const state = stateOf(view);
  const description = MOVING[view.state] ?? oneLine(view.reason);
  if (state === 'none') return undefined;
  if (state === 'inactive') return { environment, state, description };
  const sha = view.sha ?? view.waitingSha;
  if (sha === undefined) return undefined;
  const shown = {
    environment,
    sha,
    state,
    description,
    environmentUrl: url,
    logUrl: grafanaUrl ?? argocdUrl,
  };
  return { ...shown, ...standing(view, state) };
}

/** What nobody looks at is not said to answer. */
function stateOf(view: View): Deployment['state'] | 'none' {
  const { state, observed } = view;
  if (hasFailed(view)) return 'failure';
  return state === 'preserved' && !observed ? 'in_progress' : STATES[state];
}

/** What is not committed to Git yet takes nothing's place; where it failed, it never began. */
function standing(view: View, state: Shown['state']): Pick<Shown, 'create' | 'replaces'> {
  const committed = view.sha !== undefined;
  return { create: !view.quiet && (committed || state !== 'failure'), replaces: committed };
}
