import type { Container } from './manifests.ts';
import { restartsAt, startedAt, type Life, type Pod } from './pod.ts';

/** As in the status of a pod. */
export function containerStatus(
  { name, image }: Container,
  life: Life,
  pod: Pod,
  now: number,
): Record<string, unknown> {
  const began = new Date(startedAt(pod)).toISOString();
  const common = { name, image, imageID: '' };
  switch (life) {
    case 'waits':
    case 'starts':
      return {
        ...{ ...common, ready: false, restartCount: 0 },
        state: { waiting: { reason: 'PodInitializing' } },
      };
    case 'runs':
      return {
        ...{ ...common, ready: true, started: true, restartCount: 0 },
        state: { running: { startedAt: began } },
      };
    case 'ended':
      return {
        ...{ ...common, ready: true, restartCount: 0 },
        state: { terminated: terminated(0, began, startedAt(pod)) },
      };
    case 'crashed':
      return {
        ...{ ...common, ready: false, started: false, restartCount: restartsAt(pod, now) },
        state: {
          waiting: {
            reason: 'CrashLoopBackOff',
            message: `back-off restarting failed container=${name} pod=${pod.name}`,
          },
        },
        lastState: { terminated: terminated(1, began, now) },
      };
    case 'unpulled':
      return {
        ...{ ...common, ready: false, restartCount: 0 },
        state: {
          waiting: {
            reason: 'ImagePullBackOff',
            message: `Back-off pulling image "${image}": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image "${image}": ${image}: not found`,
          },
        },
      };
  }
}

function terminated(exitCode: number, startedAt: string, end: number) {
  const reason = exitCode === 0 ? 'Completed' : 'Error';
  return { exitCode, reason, startedAt, finishedAt: new Date(end).toISOString() };
}
