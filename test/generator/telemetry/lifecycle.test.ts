import type { View } from '../../../generator/feedback/view.ts';
import { measureLifecycle } from '../../../generator/telemetry/lifecycle.ts';
import { createMetrics } from '../../../generator/telemetry/metrics.ts';
import { at, now } from '../decided-fixture.ts';
import { sampleView } from '../view-fixture.ts';

function start() {
  const metrics = createMetrics();
  let tell: (id: string, view: View | undefined) => void = () => undefined;
  const board = {
    views: () => [],
    subscribe: (listener: typeof tell) => ((tell = listener), () => undefined),
  };
  measureLifecycle(board, metrics, { now: () => now, startedAt: new Date(at(-10)) });
  const see = (change: Partial<View> | undefined) =>
    tell('shop-pr-7', change && sampleView(change));
  return { metrics, see };
}
const lines = (text: string, name: string) =>
  text.split('\n').filter((line) => line.startsWith(`k8s_ee_${name}`) && !line.endsWith(' 0'));

describe('the metrics of environments', () => {
  it('count them by state, and once each', async () => {
    const { metrics, see } = start();
    see({});
    see({ reason: 'another' });
    see({ state: 'ready' });
    expect(lines(await metrics.text(), 'environment_views{')).toEqual([
      'k8s_ee_environment_views{state="ready"} 1',
    ]);
    see(undefined);
    expect(lines(await metrics.text(), 'environment_views{')).toEqual([]);
  });

  it('measure from the push to the first answer, and from the end to the sight of it', async () => {
    const { metrics, see } = start();
    see({ state: 'ready', pushedAt: at(-1) });
    see({ state: 'destroyed', finalOf: at(-2) });
    const text = await metrics.text();
    expect(text).toContain('k8s_ee_time_to_ready_seconds_sum{project="shop"} 60');
    expect(text).toContain('k8s_ee_time_to_gone_seconds_sum{project="shop"} 120');
  });

  it('measure the first answer of a commit, not each wake after it', async () => {
    const { metrics, see } = start();
    for (const state of ['ready', 'sleeping', 'ready'] as const) see({ state, pushedAt: at(-1) });
    expect(await metrics.text()).toContain('k8s_ee_time_to_ready_seconds_count{project="shop"} 1');
    see({ state: 'deploying', pushedAt: at(-0.5) });
    see({ state: 'ready', pushedAt: at(-0.5) });
    expect(await metrics.text()).toContain('k8s_ee_time_to_ready_seconds_count{project="shop"} 2');
  });

  it('leave out what began before anybody watched', async () => {
    const { metrics, see } = start();
    see({ state: 'ready', pushedAt: at(-11) });
    see({ state: 'destroyed', finalOf: undefined });
    expect(await metrics.text()).not.toMatch(/time_to_(ready|gone)_seconds_sum\{/);
  });
});
