import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import { projectSecretsOf } from '../../apps/environment/demands.ts';
import { projectSecretName } from '../../constructs/environment/project-secret.ts';
import { PLATFORM_TEAM, quoted } from './cases/case.ts';
import { whyUnserved } from './cases/start.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';

/** The findings about parts, with what concerns all of them: before them what keeps the rest from being new. */
export function ofEnvironment(
  evidence: Evidence,
  record: EnvironmentRecord,
  parts: readonly Finding[],
): Finding[] {
  return [...syncFailed(evidence), ...parts, ...secretsWithoutUser(evidence, record, parts)];
}

function syncFailed({ syncFailure }: Evidence): Finding[] {
  if (syncFailure === undefined) return [];
  const again = 'it is tried again by itself, and by `/preview redeploy`';
  return [
    {
      kind: 'sync-failed',
      part: 'environment',
      summary: `Argo CD could not apply its manifests: ${quoted(syncFailure)}`,
      fix: /being terminated|being deleted/i.test(syncFailure)
        ? `wait: the old namespace is still on its way out; ${again}`
        : `${PLATFORM_TEAM}, unless the message names something of \`k8s-ee.yaml\`; ${again}`,
    },
  ];
}

/** Secrets of the project that are not served while no pod complains: it started with what was there before. */
function secretsWithoutUser(
  evidence: Evidence,
  { config, source }: EnvironmentRecord,
  parts: readonly Finding[],
): Finding[] {
  if (source.fork || parts.some(({ kind }) => kind === 'secret-missing')) return [];
  return projectSecretsOf(config).flatMap((key) => {
    const why = whyUnserved(projectSecretName(key), evidence.externalSecrets);
    if (why === undefined) return [];
    const summary = `the project's secret ${quoted(key)} cannot be read any more${why}`;
    const fix = `put \`${key}\` back into the project's secret store, or take it out of \`envFrom\``;
    return [{ kind: 'secret-missing', part: `envFrom ${key}`, summary, fix }];
  });
}
