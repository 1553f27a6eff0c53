import type { EnvironmentConfig } from '../../../apps/environment/config.ts';
import { observeImages } from '../../../generator/reconcile/observe-images.ts';
import type { DigestFact } from '../../../generator/registry/registry.ts';
import { OTHER_SHA } from '../decided-fixture.ts';
import { sampleRecord, SHA } from '../gitops/sample-record.ts';
import { samplePlatform } from '../platform-fixture.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const found: DigestFact = { kind: 'found', digest };
const three = {
  projectId: 'shop',
  databases: {},
  services: {
    web: { app: { port: 3000 } },
    api: { app: { port: 3001 }, image: { repository: 'ghcr.io/acme/api' } },
    worker: { app: { port: 3002 } },
  },
} as unknown as EnvironmentConfig;

async function look(
  given: {
    readonly policy?: string;
    readonly config?: EnvironmentConfig;
    readonly record?: ReturnType<typeof sampleRecord>;
    readonly answer?: (image: string) => DigestFact;
  } = {},
) {
  const asked: string[] = [];
  const project = samplePlatform({ shop: `policy: {images: ${given.policy ?? 'digest'}}` })
    .projects[0]!;
  const { config = sampleRecord('7').config } = given;
  const fact = await observeImages({ project, number: '7', sha: SHA, config }, given.record, {
    digest(image) {
      asked.push(image);
      return Promise.resolve(given.answer?.(image) ?? found);
    },
  });
  return { fact, asked };
}
const pinnedRecord = (sha: string) =>
  sampleRecord('7', {
    source: { ...sampleRecord('7').source, sha },
    images: { app: `ghcr.io/acme/shop@${digest}` },
  });

it('are not asked for where policy takes tags', async () => {
  expect(await look({ policy: 'tag' })).toEqual({ fact: { kind: 'not-asked' }, asked: [] });
});

it('are pinned by their digests, each asked for once', async () => {
  expect(await look({ config: three })).toEqual({
    fact: {
      kind: 'found',
      images: {
        web: `ghcr.io/acme/shop@${digest}`,
        api: `ghcr.io/acme/api@${digest}`,
        worker: `ghcr.io/acme/shop@${digest}`,
      },
    },
    asked: [`ghcr.io/acme/shop:${SHA}`, `ghcr.io/acme/api:${SHA}`],
  });
});

it('the first that is missing is the answer', async () => {
  const { fact } = await look({
    config: three,
    answer: (image) => (image.includes('/api:') ? { kind: 'missing', reason: 'no' } : found),
  });
  expect(fact).toEqual({ kind: 'missing', reason: 'no', image: `ghcr.io/acme/api:${SHA}` });
});

it.each([
  ['this commit is not asked for again', pinnedRecord(SHA), 0],
  ['another commit says nothing of this one', pinnedRecord(OTHER_SHA), 1],
  ['this commit, but by its tag, is pinned now', sampleRecord('7'), 1],
])('what the record has pinned of %s', async (_, record, calls) => {
  const { fact, asked } = await look({ record });
  expect(fact).toEqual({ kind: 'found', images: { app: `ghcr.io/acme/shop@${digest}` } });
  expect(asked).toHaveLength(calls);
});
