import { createNeeds } from '../../../generator/reconcile/capacity/need.ts';
import { createCheck } from '../../../apps/environment/check/check.ts';
import { renderEnvironment } from '../../../apps/environment/render.ts';
import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import { templateOf } from '../../../apps/environment/template.ts';
import { parsePlatform, type Platform } from '../../../apps/platform/config.ts';
import { refreshRecords, type RecordIndex } from '../../../generator/gitops/records.ts';
import { createAllowedKinds } from '../../../generator/reconcile/allowed-kinds.ts';
import type { Observation } from '../../../generator/reconcile/observation.ts';
import { runRound, type RoundResult } from '../../../generator/reconcile/round.ts';
import { startGitOps, type GitOpsFixture } from '../../support/gitops-fixture.ts';
import { openRepository } from '../../support/repository-fixture.ts';
import { now, sampleObservation } from '../decided-fixture.ts';
import { recordPath, sampleRecord } from '../gitops/sample-record.ts';

export const platformText = (
  gitops: string,
  change: { domain?: string; shop?: string; projects?: string; github?: string } = {},
) => `domain: ${change.domain ?? 'acme-previews.dev'}
gitops: {url: "${gitops}"}
capacity: {cpu: "1000", memory: 1Ti, storage: 2Ti, pods: 5000, environments: 2000}
policy: {images: tag}
${change.github ? `github: {apiUrl: "${change.github}"}\n` : ''}projects:
${change.projects ?? `  - {id: shop, repository: acme/shop, image: "ghcr.io/acme/shop:{sha}"${change.shop ?? ''}}`}
`;

/** What a round leaves of an environment, with paths as in the repository. */
export function renderedFiles(record: EnvironmentRecord, platform: Platform) {
  const { files } = renderEnvironment(record, platform);
  return Object.fromEntries(
    files.map(({ path, content }) => [
      `environments/${record.project}/pr-${record.number}/${path}`,
      content,
    ]),
  );
}

export function parse(text: string): Platform {
  const parsed = parsePlatform(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

export type RoundFixture = {
  /** Whose turn it is to be rendered by this release. */
  readonly upgrading: Set<string>;
  readonly gitops: GitOpsFixture;
  /** One round over these observations by number; goes on from the index of the last one that ended. */
  round(
    ready?: Readonly<Record<string, Partial<Observation>>>,
    options?: { readonly fetchFirst?: boolean },
  ): Promise<RoundResult>;
  /** A person's push to the environments branch. */
  push(files: Readonly<Record<string, string | undefined>>): Promise<string>;
  /** A person's push of `platform.yaml`. */
  platform(change?: Parameters<typeof platformText>[1]): Promise<string>;
  /** The record as it stands on the remote. */
  record(number: string): Promise<string | undefined>;
  /** The record's file on the remote with one text in the place of another. */
  edited(number: string, from: string, to: string): Promise<Record<string, string>>;
  head(): Promise<string>;
  stop(): Promise<void>;
};

/** A GitOps repository with these live environments as a round leaves them, and rounds over it. */
export async function startRounds(live: readonly string[]): Promise<RoundFixture> {
  const gitops = await startGitOps({ branches: 'none' });
  const platform = (change = {}) =>
    gitops.person.push('main', { 'platform.yaml': platformText(gitops.url, change) });
  const push = (files: Readonly<Record<string, string | undefined>>) =>
    gitops.person.push('environments', files);
  await platform();
  const { lifecycle } = sampleRecord('7');
  const asLeft = {
    template: templateOf('9.9.9', parse(platformText(gitops.url)), 'shop'),
    lifecycle: { ...lifecycle, expiresAt: '2026-01-09T03:04:05.000Z' },
  };
  const rendered = live.map((number) =>
    renderedFiles(sampleRecord(number, asLeft), parse(platformText(gitops.url))),
  );
  await push(Object.assign({}, ...rendered) as Record<string, string>);
  let acceptHead: string | undefined;
  const repository = openRepository(gitops, { acceptHead: () => acceptHead });
  const allowedKinds = createAllowedKinds(repository);
  let index: RecordIndex | undefined;

  const check = createCheck();

  async function refreshPlatform(): Promise<Platform> {
    const next = parse((await repository.readPlatformFile('platform.yaml')) ?? '');
    acceptHead = next.gitops.acceptHead;
    return next;
  }

  const upgrading = new Set<string>();
  const fixture: RoundFixture = {
    upgrading,
    ...{ gitops, push, platform },
    async round(observations = {}, { fetchFirst = true } = {}) {
      const ready = new Map(
        Object.entries(observations).map(([number, change]) => [
          `shop-pr-${number}`,
          { key: { project: 'shop', number }, observation: sampleObservation(change) },
        ]),
      );
      const start = { index, fetchFirst };
      const result = await runRound(ready, start, {
        repository,
        refreshPlatform,
        refreshRecords: (previous) => refreshRecords(repository, previous),
        allowedKinds,
        ...{ check, render: renderEnvironment },
        ...{ stuck: new Set<string>(), needs: createNeeds(), upgrading },
        now: () => now,
        version: '9.9.9',
      });
      index = result.index;
      return result;
    },
    record: (number) => gitops.person.read('environments', recordPath(number)),
    async edited(number, from, to) {
      const text = (await fixture.record(number)) ?? '';
      expect(text).toContain(from);
      return { [recordPath(number)]: text.replace(from, to) };
    },
    head: () => gitops.person.head('environments'),
    stop: () => gitops.stop(),
  };
  await fixture.round();
  return fixture;
}
