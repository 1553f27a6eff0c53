import { createHealth, type Part } from '../../../generator/telemetry/health.ts';

const parts: readonly Part[] = ['git', 'github', 'platform'];

describe('health', () => {
  it('is ready once every part has answered well, in any order', async () => {
    const health = createHealth();
    for (const part of parts) {
      expect(health.ready()).toBe(false);
      health.report(part, { ok: true, detail: 'answers' });
    }
    await health.whenReady();
    expect(health.body()).toMatchObject({ ready: true });
  });

  it('says of a part that never answered that it has not', () => {
    expect(createHealth().body().parts.git).toEqual({ ok: false, detail: 'has not answered yet' });
  });

  it('stays ready when a part fails later, and says which', () => {
    const health = createHealth();
    for (const part of parts) health.report(part, { ok: true, detail: 'answers' });
    health.report('github', { ok: false, detail: '500' });
    expect(health.ready()).toBe(true);
    expect(health.body().parts.github).toEqual({ ok: false, detail: '500' });
  });

  it('counts a part that answered well once and failed before the others came', () => {
    const health = createHealth();
    health.report('git', { ok: true, detail: 'answers' });
    health.report('git', { ok: false, detail: 'down' });
    health.report('github', { ok: true, detail: 'answers' });
    health.report('platform', { ok: true, detail: 'in effect' });
    expect(health.ready()).toBe(true);
  });

  it('hands out what stood then', () => {
    const health = createHealth();
    const before = health.body();
    health.report('git', { ok: true, detail: 'answers' });
    expect(before.parts.git.ok).toBe(false);
  });
});
