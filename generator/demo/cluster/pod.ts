import type { Image } from './image.ts';
import type { PodTemplate } from './manifests.ts';

export type Pod = {
  readonly name: string;
  readonly namespace: string;
  readonly owner: { readonly kind: 'Deployment' | 'StatefulSet' | 'Job'; readonly name: string };
  readonly template: PodTemplate;
  readonly image: Image;
  /** Milliseconds since 1970, as the others. */
  readonly createdAt: number;
  /** When its app answers, if it ever does. */
  readonly readyAt: number;
};

/** What its containers are doing. `waits`: those that wait for a database or, in a Job, for the app. */
export type Life = 'waits' | 'starts' | 'runs' | 'ended' | 'crashed' | 'unpulled';

export function isReady({ image, readyAt, owner }: Pod, now: number): boolean {
  return image.kind === 'runs' && owner.kind !== 'Job' && now >= readyAt;
}

/** How far it is, which follows from its age alone; `done`: the Job's work is. */
export function lifeOf(pod: Pod, now: number, done = false): Life {
  if (done) return 'ended';
  if (pod.owner.kind === 'Job' || now < startedAt(pod)) return 'waits';
  if (pod.image.kind === 'missing') return 'unpulled';
  if (pod.image.kind === 'crashes') return 'crashed';
  return now < pod.readyAt ? 'starts' : 'runs';
}

/** When its app began. Milliseconds since 1970. */
export function startedAt({ createdAt, readyAt }: Pod): number {
  return (createdAt + readyAt) / 2;
}

/** It is started again after 10 s, then after twice as long each time. */
export function restartsAt({ createdAt }: Pod, now: number): number {
  return 1 + Math.floor(Math.log2(1 + Math.max(0, now - createdAt) / 10_000));
}
