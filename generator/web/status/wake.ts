import type { View } from '../../feedback/view.ts';
import type { EnvironmentKey } from '../../reconcile/wake.ts';
import type { HostTarget } from './host-target.ts';
import type { WakeLimits } from './wake-limits.ts';

export const WAKE_PATH = '/.k8s-ee/wake';

/** What came of asking for a wake. */
export type WakeAnswer = {
  readonly status: 202 | 403 | 404 | 409 | 429;
  /** Words for people. */
  readonly said: string;
  /** With 429: when to ask again. Seconds. @default - asking again does not help */
  readonly retryAfter?: number;
};

/** Wakes a sleeping environment for a visitor, within the limits. What is refused counts against none. */
export function answerWake(
  asked: {
    readonly target: HostTarget;
    readonly view: View | undefined;
    readonly origin: string | undefined;
    readonly client: string;
  },
  deps: { readonly limits: WakeLimits; readonly wake: (key: EnvironmentKey) => void },
): WakeAnswer {
  const { target, view, origin, client } = asked;
  if (origin !== `https://${target.host}` && origin !== `http://${target.host}`) {
    return {
      status: 403,
      said: `only pages of ${target.host} may wake it: send its own origin in the header "Origin"`,
    };
  }
  if (!view) return { status: 404, said: `there is no environment ${target.id}` };
  if (view.state !== 'sleeping') {
    return {
      status: 409,
      said: `${target.id} is ${view.state}, only what sleeps can be woken: just load its page`,
    };
  }
  const taken = deps.limits.take(view.id, client);
  if (!taken.ok) {
    const said = `it was asked to wake just now, or too much is being woken: ask again in ${taken.retryAfter} s`;
    return { status: 429, said, retryAfter: taken.retryAfter };
  }
  deps.wake(view.key);
  return { status: 202, said: 'it wakes up; this takes some seconds' };
}
