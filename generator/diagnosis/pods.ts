import { labels } from '../../constructs/labels.ts';
import type { ContainerStatus, Evidence, Pod, Terminated } from './evidence.ts';

/** A container that keeps its pod from being ready, or the whole pod where there is none yet. */
export type Trouble = {
  readonly container: string;
  readonly init: boolean;
  readonly status: ContainerStatus;
};

/** The newest pod of that name which is not on its way out. */
export function newestPod({ pods }: Pick<Evidence, 'pods'>, name: string): Pod | undefined {
  return pods
    .filter(({ metadata }) => metadata.labels?.[labels.name] === name)
    .filter(({ metadata }) => (metadata.deletionTimestamp ?? undefined) === undefined)
    .sort((a, b) => compare(b.metadata.creationTimestamp, a.metadata.creationTimestamp))[0];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether nothing is wrong with it: it serves, or it has done its work. */
export function isWell({ status }: Pod): boolean {
  if (status.phase === 'Succeeded') return true;
  return (status.conditions ?? []).some(
    ({ type, status: is }) => type === 'Ready' && is === 'True',
  );
}

/** The container that a pod hangs on: the first of the init containers that has not ended well, else the app's. */
export function troubleOf({ status }: Pod): Trouble | undefined {
  const waiting = (status.initContainerStatuses ?? []).find(
    ({ state }) => state?.terminated?.exitCode !== 0,
  );
  if (waiting) return { container: waiting.name, init: true, status: waiting };
  const [main] = (status.containerStatuses ?? []).filter(({ ready }) => !ready);
  return main && { container: main.name, init: false, status: main };
}

/** The part that an init container only waits for: its fault is a consequence. */
export function waitsFor({ container, init }: Trouble): string | undefined {
  return init && container.startsWith(WAIT) ? container.slice(WAIT.length) : undefined;
}

const WAIT = 'wait-for-';

/** How it ended the last time. */
export function lastEnd({ status }: Trouble): Terminated | undefined {
  return status.state?.terminated ?? status.lastState?.terminated ?? undefined;
}

/** A container of which a log helps, and of which of its lives. */
export type WantedLog = {
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
};

const MAX_LOGS = 8;

/** The logs that tell why pods are not ready; of each part the newest pod only. */
export function wantedLogs(evidence: Pick<Evidence, 'pods'>): WantedLog[] {
  const names = new Set(evidence.pods.map(({ metadata }) => metadata.labels?.[labels.name] ?? ''));
  return [...names]
    .sort()
    .flatMap((name) => {
      const pod = newestPod(evidence, name);
      const trouble = pod && !isWell(pod) ? troubleOf(pod) : undefined;
      if (!pod || !trouble) return [];
      const { state, lastState } = trouble.status;
      // One that waits to be started again has no log of its own yet.
      const previous = !state?.terminated && Boolean(lastState?.terminated);
      const written = previous || Boolean(state?.terminated) || Boolean(state?.running);
      if (!written) return [];
      return [{ pod: pod.metadata.name, container: trouble.container, previous }];
    })
    .slice(0, MAX_LOGS);
}
