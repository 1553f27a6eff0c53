import { parsePlatform, refusedChanges, type Platform } from '../../apps/platform/config.ts';
import { formatProblem, type Problem } from '../../apps/problems.ts';
import type { GitOpsRepository } from '../gitops/repository.ts';
import type { RecordIndex } from '../gitops/records.ts';
import type { Health } from '../telemetry/health.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';

export const PLATFORM_FILE = 'platform.yaml';

/** `platform.yaml` as it is in effect. */
export type PlatformFile = {
  /** Reads the file at the synced head. Throws while there never was a good one. */
  refresh(index: RecordIndex): Promise<Platform>;
  /** The one in effect; `undefined` before the first. */
  current(): Platform | undefined;
  /** As `current`, for those who cannot work without. */
  inEffect(): Platform;
  /** Whether another one came into effect since this was asked last. */
  takeChange(): boolean;
};

export function createPlatformFile(deps: {
  readonly repository: Pick<GitOpsRepository, 'readPlatformFile'>;
  readonly branch: string;
  /** Whether there is a secret to sign with what Argo CD is told. */
  readonly canSign: boolean;
  readonly health: Health;
  readonly log: Log;
  readonly metrics: Metrics;
}): PlatformFile {
  let reading: PlatformReading = { platform: undefined, problems: [], text: undefined };
  let changed = false;

  function inEffect(): Platform {
    if (reading.platform) return reading.platform;
    throw new InvalidPlatform(reading.problems);
  }

  return {
    async refresh(index) {
      const before = reading;
      reading = await readPlatform(deps, before, index);
      if (!sameReading(before, reading)) announce(deps, reading);
      changed ||= before.platform !== undefined && reading.platform !== before.platform;
      return inEffect();
    },
    current: () => reading.platform,
    inEffect,
    takeChange() {
      const taken = changed;
      changed = false;
      return taken;
    },
  };
}

/** `platform.yaml` is invalid and there never was a good one: the generator must not run. */
export class InvalidPlatform extends Error {
  override readonly name = 'InvalidPlatform';
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => `${PLATFORM_FILE}: ${formatProblem(problem)}`).join('\n'));
    this.problems = problems;
  }
}

function announce(
  { health, log, metrics }: { health: Health; log: Log; metrics: Metrics },
  { platform, problems }: PlatformReading,
): void {
  metrics.platformValid.set(problems.length === 0 ? 1 : 0);
  if (problems.length > 0) {
    const lines = problems.map(formatProblem);
    health.report('platform', { ok: false, detail: lines.join('; ') });
    log.error({ problems: lines }, `${PLATFORM_FILE} is not in effect; the last good one stays`);
    return;
  }
  health.report('platform', { ok: true, detail: 'in effect' });
  const notInEffect = platform?.notInEffect ?? [];
  log.info({ projects: platform?.projects.length }, `${PLATFORM_FILE} is in effect`);
  if (notInEffect.length > 0) {
    log.warn({ keys: notInEffect }, 'accepted, but without effect in this release');
  }
}

type PlatformReading = {
  /** The last good one; `undefined` only before the first. */
  readonly platform: Platform | undefined;
  /** Why the file at the head is not in effect. */
  readonly problems: readonly Problem[];
  /** The text that was read, to notice a change. */
  readonly text: string | undefined;
};

/** An invalid file is judged anew in every round, for a refusal may have lifted; it is told once. */
function sameReading(a: PlatformReading, b: PlatformReading): boolean {
  const lines = ({ problems }: PlatformReading) => problems.map(formatProblem).join('\n');
  return a.platform === b.platform && a.text === b.text && lines(a) === lines(b);
}

/**
 * Reads `platform.yaml` from the people's branch. Bad input never loses anything: an invalid file, or a
 * change that living environments forbid, leaves the last good one in effect.
 */
async function readPlatform(
  deps: {
    readonly repository: Pick<GitOpsRepository, 'readPlatformFile'>;
    readonly branch: string;
    readonly canSign: boolean;
  },
  previous: PlatformReading,
  index: RecordIndex,
): Promise<PlatformReading> {
  const text = await deps.repository.readPlatformFile(PLATFORM_FILE);
  if (previous.platform && text === previous.text && previous.problems.length === 0)
    return previous;
  if (text === undefined) {
    const message = `there is no ${PLATFORM_FILE} on the branch "${deps.branch}" of the GitOps repository; add one`;
    return { ...previous, text, problems: [{ path: PLATFORM_FILE, message }] };
  }
  const parsed = parsePlatform(text);
  if (!parsed.ok) return { ...previous, text, problems: parsed.problems };
  const next = parsed.value;
  const problems = [
    ...branchProblems(next, deps.branch),
    ...(deps.canSign ? [] : signingProblems(next)),
    ...(previous.platform ? changeProblems(previous.platform, next, index) : []),
  ];
  return problems.length > 0
    ? { ...previous, text, problems }
    : { platform: next, problems: [], text };
}

function changeProblems(previous: Platform, next: Platform, index: RecordIndex): Problem[] {
  const problems = refusedChanges(previous, next, (project) => hasRecords(index, project));
  if (previous.github.apiUrl === next.github.apiUrl) return [...problems];
  const message = `changing "${previous.github.apiUrl}" to "${next.github.apiUrl}" takes a restart of the generator`;
  return [...problems, { path: 'github.apiUrl', message }];
}

function branchProblems(platform: Platform, expected: string): Problem[] {
  if (platform.gitops.branch === expected) return [];
  return [
    {
      path: 'gitops.branch',
      message: `expected "${expected}", the GITOPS_BRANCH of the generator, got "${platform.gitops.branch}"; make the two equal`,
    },
  ];
}

function signingProblems({ argocd }: Platform): Problem[] {
  const url = argocd.applicationSetWebhook ?? argocd.serverWebhook;
  if (url === undefined) return [];
  return [
    {
      path: argocd.applicationSetWebhook ? 'argocd.applicationSetWebhook' : 'argocd.serverWebhook',
      message: `what is sent to "${url}" must be signed; set ARGOCD_WEBHOOK_SECRET to the secret that Argo CD knows as webhook.github.secret, or leave the URL out`,
    },
  ];
}

function hasRecords(index: RecordIndex, project: string): boolean {
  return [...index.records.values(), ...index.readonly.values()].some(
    (record) => record.project === project,
  );
}
