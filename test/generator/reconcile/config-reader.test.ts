import { boundsOf, parseEnvironmentConfig } from '../../../apps/environment/config.ts';
import { createConfigReader } from '../../../generator/reconcile/config-reader.ts';
import { samplePlatform } from '../platform-fixture.ts';

const platform = samplePlatform();
const bounds = boundsOf(platform.projects[0]!, platform);
const text = 'projectId: shop\napp: {port: 8080}\n';

describe('the reader of k8s-ee.yaml', () => {
  it('reads what is read without it, and the same only once', () => {
    const read = createConfigReader();
    for (const given of [text, 'projectId: other\n', ': [']) {
      expect(read(given, bounds)).toEqual(parseEnvironmentConfig(given, bounds));
      expect(read(given, { ...bounds })).toBe(read(given, bounds));
    }
  });

  it('reads anew within other bounds', () => {
    const read = createConfigReader();
    expect(read(text, bounds).ok).toBe(true);
    expect(read(text, { ...bounds, projectId: 'blog' }).ok).toBe(false);
  });

  it('forgets the oldest', () => {
    const read = createConfigReader();
    const first = read(text, bounds);
    for (let n = 0; n < 500; n++) read(`# ${n}\n${text}`, bounds);
    expect(read(text, bounds)).not.toBe(first);
    expect(read(text, bounds)).toEqual(first);
  });
});
