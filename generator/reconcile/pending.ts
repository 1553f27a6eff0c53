import { isLive, type EnvironmentRecord } from '../../apps/environment/record.ts';

/** Whether anything of it is deployed. What was just brought back by its state still carries the cause of its end. */
export function isDeployed<T extends EnvironmentRecord>(
  record: T | undefined,
): record is T & { readonly state: 'active' | 'sleeping' } {
  return isLive(record) && record.cause === undefined;
}

/** Whether it waits for a place: nothing of it is deployed. */
export function isQueued({ state, cause }: EnvironmentRecord): boolean {
  return state === 'pending' && cause?.reason === 'queued';
}

/** Whether it waits for what others do, an image or a place, and not for a person's word. */
export function isWaiting(record: EnvironmentRecord): boolean {
  return isQueued(record) || (record.state === 'pending' && record.cause?.reason === 'image');
}

/** Since when it waits, in milliseconds. */
export function waitingSince({ cause, lifecycle }: EnvironmentRecord): number {
  return Date.parse(cause?.since ?? lifecycle.createdAt);
}
