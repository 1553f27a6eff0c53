import type { FindingKind } from '../diagnosis/finding.ts';
import type { Run, Seen } from './seen.ts';
import type { ViewState } from './view.ts';

/** What a person is told of a deployment: its state, and a part of a sentence. */
export type RunState = {
  readonly state: Extract<ViewState, 'deploying' | 'ready' | 'degraded' | 'failed'>;
  readonly phase: string;
};

/** An app that answers nobody after so long does not merely start. */
const PATIENCE_MS = 120_000;
/** May pass by themselves. */
const PASSING: readonly FindingKind[] = ['database-not-ready', 'slow-start', 'unschedulable'];

/** What a live environment is doing, by what was seen of it. `sha`: the commit that Git wants. */
export function runStateOf(sha: string, seen: Seen): RunState {
  const { run, answer, runningSha } = seen;
  if (run.kind === 'failed') return broken(sha, seen, 'Argo CD could not sync it');
  if (run.kind !== 'synced') return { state: 'deploying', phase: phaseOf(run) };
  const isBroken =
    run.health === 'Degraded' || seen.findings.some(({ kind }) => !PASSING.includes(kind));
  if (isBroken) return broken(sha, seen, 'it does not run');
  if (run.health !== 'Healthy') {
    return runningSha === sha
      ? { state: 'degraded', phase: 'it ran, and not all of its pods are ready any more' }
      : { state: 'deploying', phase: 'its pods start' };
  }
  if (answer.kind === 'answers') return { state: 'ready', phase: `${short(sha)} runs and answers` };
  const why = answer.kind === 'silent' ? `: ${answer.reason}` : '';
  return seen.waitedMs < PATIENCE_MS
    ? { state: 'deploying', phase: 'its pods run, and its URL does not answer yet' }
    : { state: 'degraded', phase: `its pods run, but its URL does not answer${why}` };
}

/** What answers is no failure: what ran before, or an app of which only a part fails. */
function broken(sha: string, { answer, runningSha, findings }: Seen, what: string): RunState {
  const [first] = findings;
  const cause = first ? `${first.part}: ${first.summary}` : what;
  // Of what was never seen to run, something else may answer.
  if (answer.kind !== 'answers' || runningSha === undefined) {
    return { state: 'failed', phase: cause };
  }
  const before = runningSha === sha ? 'its URL' : short(runningSha);
  return { state: 'degraded', phase: `${cause}; ${before} still answers` };
}

function phaseOf(run: Exclude<Run, { kind: 'failed' | 'synced' }>): string {
  switch (run.kind) {
    case 'off':
      return 'committed; whether it runs is not observed';
    case 'unknown':
      return `committed; whether it runs is not known, because ${run.reason}`;
    case 'absent':
      return run.reason === undefined
        ? 'committed; Argo CD has no Application for it yet'
        : `committed; Argo CD has no Application for it, and says: ${run.reason}`;
    case 'syncing':
      return 'committed; Argo CD deploys it';
  }
}

const short = (sha: string) => sha.slice(0, 7);
