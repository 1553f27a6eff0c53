import type { View } from './view.ts';

/**
 * Whether what is committed failed, although what ran before, or a part of it, may still answer: one answer
 * for check, Deployment and those who wait.
 */
export function hasFailed({ state, findings }: Pick<View, 'state' | 'findings'>): boolean {
  return state === 'failed' || (state === 'degraded' && findings.length > 0);
}
