import { systemClock, type Clock } from '../clock.ts';
import type { GitHub } from '../github/client.ts';
import type { Log } from '../telemetry/log.ts';
import { checkOf } from './check.ts';
import { COMMENT_MARKER, commentBody } from './comment.ts';
import { deploymentOf } from './deployment.ts';
import { createSurface, type Result, type Surface } from './surface.ts';
import type { View } from './view.ts';

/** Told ends are acted on within seconds. */
const REMEMBERED_MS = 3_600_000;

/** Brings views to the pull requests, after the round and never in its way. */
export type Reporter = {
  /** Shows the view as soon as the pace allows; a newer view of the environment replaces one not shown yet. */
  report(view: View): void;
  /** Whether the end of the tombstone since `since` is told on the pull request. */
  toldEnd(id: string, since: string): boolean;
  /** Resolves when nothing is left to show that could be shown now. */
  idle(): Promise<void>;
};

export type ReporterOptions = {
  /** Without `deployment` or `check` those surfaces are left out. */
  readonly github: Pick<GitHub, 'stickyComment'> & Partial<Pick<GitHub, 'deployment' | 'check'>>;
  readonly log: Log;
  /** Pause between two writes to one comment, milliseconds; elsewhere it holds on average of a few. */
  readonly pauseMs: number;
  /** Of the comment. */
  readonly onResult: (view: View, result: Result) => void;
  /** Of the other surfaces. @default - nobody hears */
  readonly onOther?: (surface: 'deployment' | 'check', result: Result) => void;
  /** @default - the system's */
  readonly clock?: Clock;
};

/**
 * Keeps the surfaces of each environment as its newest view is: the comment, the Deployment, the check.
 * Each is tried again by itself, and none waits for another.
 */
export function createReporter(options: ReporterOptions): Reporter {
  const { github, onResult, onOther, clock = systemClock } = options;
  const { deployment, check } = github;
  const told = new Map<string, { readonly since: string; readonly at: number }>();

  function onComment(view: View, result: Result): void {
    const good = result === 'written' || result === 'unchanged';
    if (good && view.finalOf !== undefined) {
      told.delete(view.id);
      told.set(view.id, { since: view.finalOf, at: clock.now().getTime() });
    }
    onResult(view, result);
  }

  const kinds: Surface[] = [
    { name: 'comment', burst: 1, remembers: false, onResult: onComment, jobOf: commentJob(github) },
  ];
  if (deployment) {
    const onResult = (_view: View, result: Result) => onOther?.('deployment', result);
    const rest = { burst: 3, remembers: true, onResult };
    kinds.push({ name: 'deployment', ...rest, jobOf: deploymentJob({ deployment }) });
  }
  if (check) {
    const onResult = (_view: View, result: Result) => onOther?.('check', result);
    kinds.push({ name: 'check', burst: 3, remembers: true, onResult, jobOf: checkJob({ check }) });
  }
  const surfaces = kinds.map((kind) => createSurface(kind, { ...options, clock }));

  return {
    report(view) {
      for (const [id, { at }] of told) {
        if (clock.now().getTime() - at < REMEMBERED_MS) break;
        told.delete(id);
      }
      for (const surface of surfaces) surface.report(view);
    },
    toldEnd: (id, since) => told.get(id)?.since === since,
    async idle() {
      await Promise.all(surfaces.map((surface) => surface.idle()));
    },
  };
}

function commentJob(github: Pick<GitHub, 'stickyComment'>): Surface['jobOf'] {
  return (view) => {
    const comment = { marker: COMMENT_MARKER, body: commentBody(view), create: !view.quiet };
    const number = Number(view.key.number);
    const write = () => github.stickyComment(view.repository, number, comment);
    return { text: comment.body, write };
  };
}

function deploymentJob(github: Pick<GitHub, 'deployment'>): Surface['jobOf'] {
  return (view) => {
    const wanted = deploymentOf(view);
    if (!wanted) return undefined;
    const write = () => github.deployment(view.repository, Number(view.key.number), wanted);
    return { text: JSON.stringify(wanted), write };
  };
}

function checkJob(github: Pick<GitHub, 'check'>): Surface['jobOf'] {
  return (view) => {
    const wanted = checkOf(view);
    if (!wanted) return undefined;
    return { text: JSON.stringify(wanted), write: () => github.check(view.repository, wanted) };
  };
}
