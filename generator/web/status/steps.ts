import type { FindingKind } from '../../diagnosis/finding.ts';
import type { View, ViewState } from '../../feedback/view.ts';

export const STEPS = ['approved', 'image', 'place', 'deployed', 'answers'] as const;

/** One step on the way from a pull request to an app that answers. */
export type Step = {
  readonly name: (typeof STEPS)[number];
  readonly standing: 'done' | 'current' | 'failed' | 'ahead';
};

/** Where in the way each state stands; a state that is not on the way has no steps. */
const CURRENT: Readonly<Partial<Record<ViewState, Step['name']>>> = {
  'awaiting-approval': 'approved',
  building: 'image',
  queued: 'place',
  deploying: 'deployed',
  ready: 'answers',
  degraded: 'answers',
  preserved: 'answers',
  sleeping: 'answers',
};

/** What keeps pods from being there at all. */
const BEFORE_RUNNING: ReadonlySet<FindingKind> = new Set([
  'image-pull',
  'quota',
  'runs-as-root',
  'secret-missing',
  'sync-failed',
  'unschedulable',
]);

/** How far it has come. Pure. */
export function stepsOf(view: Pick<View, 'state' | 'sha' | 'findings'>): readonly Step[] {
  const failed = view.state === 'failed';
  // Nothing was committed: what is wrong stands before any of the steps.
  if (failed && view.sha === undefined) return [];
  const at = failed ? failedStep(view) : CURRENT[view.state];
  if (at === undefined) return [];
  const position = STEPS.indexOf(at);
  const there = failed ? 'failed' : view.state === 'sleeping' ? 'ahead' : 'current';
  return STEPS.map((name, index) => ({
    name,
    standing: index < position ? 'done' : index > position ? 'ahead' : there,
  }));
}

function failedStep({ findings }: Pick<View, 'findings'>): Step['name'] {
  const first = findings[0];
  return first === undefined || BEFORE_RUNNING.has(first.kind) ? 'deployed' : 'answers';
}
