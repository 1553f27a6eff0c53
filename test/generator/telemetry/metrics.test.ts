import { createMetrics } from '../../../generator/telemetry/metrics.ts';

describe('the metrics', () => {
  it('of two generators in one process do not touch each other', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.decisions.inc({ rule: 'deploy' });
    expect(await one.text()).toContain('k8s_ee_decisions_total{rule="deploy"} 1');
    expect(await other.text()).not.toContain('rule="deploy"');
  });

  it('have names of this project and a help text each', async () => {
    const text = await createMetrics().text();
    const names = [...text.matchAll(/^# HELP (\S+) (.+)$/gm)];
    expect(names.length).toBeGreaterThan(10);
    for (const [, name, help] of names) {
      expect(name).toMatch(/^k8s_ee_/);
      expect(help?.length).toBeGreaterThan(5);
    }
  });
});
