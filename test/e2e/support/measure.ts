import type { World } from './world.ts';
import { ARGOCD_LOGIN } from './world.ts';

/** Runs what leads from an event to its effect, and prints the seconds and Argo CD's calls to GitHub. */
export async function measure<T>(world: World, what: string, act: () => Promise<T>): Promise<T> {
  const calls = () => world.github.countCalls({ caller: ARGOCD_LOGIN });
  const before = { calls: calls(), at: performance.now() };
  const result = await act();
  const seconds = ((performance.now() - before.at) / 1000).toFixed(1).padStart(6);
  say(`${seconds} s  ${what}; GitHub calls of Argo CD: ${calls() - before.calls}`);
  return result;
}

/** One line of the run's output. */
export function say(text: string): void {
  process.stdout.write(`e2e ${text}\n`);
}
