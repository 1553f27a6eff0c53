import { formatRecord, type EnvironmentRecord } from '../../../apps/environment/record.ts';

export const SHA = '3f2a1b0c4d5e6f708192a3b4c5d6e7f8091a2b3c';

/** A valid record of `shop`; `change` overrides top-level fields. */
export function sampleRecord(
  number: string,
  change: Partial<EnvironmentRecord> = {},
): EnvironmentRecord {
  return {
    number,
    project: 'shop',
    id: `shop-pr-${number}`,
    state: 'active',
    keep: 'open',
    source: {
      repository: 'acme/shop',
      repositoryId: 123,
      sha: SHA,
      branch: 'feature/cart',
      base: 'main',
      author: 'alice',
      fork: false,
    },
    images: { app: `ghcr.io/acme/shop:${SHA}` },
    config: { projectId: 'shop', app: { port: 3000, healthPath: '/' }, databases: {} },
    data: { epoch: 1, storage: {} },
    lifecycle: { createdAt: '2026-01-02T03:04:05.000Z', pushedAt: '2026-01-02T03:04:05.000Z' },
    ...change,
  };
}

export const recordPath = (number: string) => `environments/shop/pr-${number}/environment.yaml`;
export const manifestPath = (number: string, name = 'web.yaml') =>
  `environments/shop/pr-${number}/manifests/${name}`;

/** The files of one environment, as a round leaves them. */
export function sampleFiles(
  number: string,
  change: Partial<EnvironmentRecord> = {},
): Record<string, string> {
  const record = sampleRecord(number, change);
  return {
    [recordPath(number)]: formatRecord(record),
    ...(record.state === 'active'
      ? { [manifestPath(number)]: `kind: Deployment # ${record.source.sha}\n` }
      : { [manifestPath(number, '.keep')]: '' }),
  };
}

/** A tombstone with the cause the generator gives it. */
export const ended: Partial<EnvironmentRecord> = {
  state: 'destroying',
  cause: { reason: 'closed', since: '2026-01-03T03:04:05.000Z', by: 'github' },
};
