import fc from 'fast-check';
import { createCheck, formatViolation } from '../../../../apps/environment/check/check.ts';
import { parseEnvironmentConfig, boundsOf } from '../../../../apps/environment/config.ts';
import type { EnvironmentRecord } from '../../../../apps/environment/record.ts';
import { renderEnvironment } from '../../../../apps/environment/render.ts';
import { yamlText } from '../../../../apps/yaml-text.ts';
import { samplePlatform } from '../../../generator/platform-fixture.ts';
import { sampleRecord } from '../../../generator/gitops/sample-record.ts';
import { anyConfig } from '../any-config.ts';
import { fullConfig, generousPlatform, recordOf } from '../samples.ts';

const check = createCheck();

function found(record: EnvironmentRecord, platform = generousPlatform): string[] {
  const { objects } = renderEnvironment(record, platform);
  return check(objects, { record, platform }).map(formatViolation);
}

describe('what the template renders', () => {
  it('passes: everything that can be said, awake, asleep and from a fork', () => {
    const full = recordOf(fullConfig);
    expect(found(full)).toEqual([]);
    expect(found({ ...full, state: 'sleeping' })).toEqual([]);
    expect(found({ ...full, source: { ...full.source, fork: true } })).toEqual([]);
  });

  it('passes, whatever a valid k8s-ee.yaml says', () => {
    fc.assert(
      fc.property(anyConfig, fc.boolean(), (text, fork) => {
        const record = recordOf(text);
        expect(found({ ...record, source: { ...record.source, fork } })).toEqual([]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('finds no secret in what the file may say: the app is told where it is wrong, not the platform', () => {
    const part = fc.constantFrom(
      ...[
        '{sha}',
        '{host}',
        '{url}',
        '{number}',
        'a',
        '7',
        ':',
        '@',
        '//',
        'https://',
        'postgres://',
      ],
      ...['$(PASS)', '$PASS', '${PASS}', 'sk-', 'ghp_', 'AKIA', 'x'.repeat(20), ' ', '"', '/run/x'],
    );
    const value = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));
    const name = fc.constantFrom(
      'LEVEL',
      'API_TOKEN',
      'PGPASSWORD',
      'TOKEN_SECONDS',
      'S3_ACCESS_KEY_ID',
    );
    const bounds = boundsOf(generousPlatform.projects[0]!, generousPlatform);
    let passed = 0;
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.array(value, { minLength: 1 }), (env, args) => {
        const text = yamlText({ projectId: 'shop', env, app: { args } }, {});
        if (!parseEnvironmentConfig(text, bounds).ok) return;
        passed += 1;
        expect(found(recordOf(text))).toEqual([]);
      }),
      { numRuns: 400, seed: 1 },
    );
    expect(passed).toBeGreaterThan(20);
  });
});

describe('images', () => {
  it.each([
    ['ghcr.io/acme/shop', 'expected a tag or a digest'],
    ['ghcr.io/evil/shop:1', 'expected an image below ghcr.io/acme/'],
    ['ghcr.io/acme-evil/shop:1', 'expected an image below ghcr.io/acme/'],
    ['postgres:17', 'expected REGISTRY/NAME:TAG'],
    ['docker.io/library/postgres:latest', 'expected an image below ghcr.io/acme/'],
    ['ghcr.io/acme/shop:a b', 'expected REGISTRY/NAME:TAG'],
    ['ghcr.io/acme/../evil/shop:1', 'expected REGISTRY/NAME:TAG'],
  ])('%s is refused', (image, message) => {
    const [only, ...others] = found(sampleRecord('7', { images: { app: image } }));
    expect([only, others]).toEqual([
      expect.stringContaining(
        `image: Deployment app, spec.template.spec.containers[app].image: ${message}`,
      ),
      [],
    ]);
  });

  it.each([
    `ghcr.io/acme/shop@sha256:${'0'.repeat(64)}`,
    `ghcr.io/acme/shop:1@sha256:${'0'.repeat(64)}`,
  ])('%s may be', (image) =>
    expect(found(sampleRecord('7', { images: { app: image } }))).toEqual([]),
  );

  it('a seed keeps the image it began with, where registries were narrowed since', () => {
    const record = recordOf('projectId: shop\nseed: {command: [seed]}\n');
    const data = { ...record.data, seedImage: 'ghcr.io/former/shop:1' };
    expect(found({ ...record, data })).toEqual([]);
    expect(found({ ...record, images: { app: 'ghcr.io/former/shop:1' }, data })).toHaveLength(1);
  });

  it('a project that platform.yaml no longer names has no registries', () => {
    const other = samplePlatform();
    const platform = { ...other, projects: [] };
    expect(found(sampleRecord('7'), platform)).toEqual([
      expect.stringContaining('the registries of a project that platform.yaml names'),
    ]);
  });
});
