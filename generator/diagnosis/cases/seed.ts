import { SeedJob } from '../../../constructs/environment/seed-job.ts';
import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import type { Evidence } from '../evidence.ts';
import type { Found } from './case.ts';
import { seedFailed } from './crash.ts';

/** What the seed's Job itself says; its pods may be gone. */
export function seedJob(
  { jobs }: Evidence,
  { config, data }: EnvironmentRecord,
): Found | 'succeeded' | undefined {
  if (!config.seed) return undefined;
  const name = SeedJob.nameOf(config.seed.command, data.epoch);
  const status = jobs.find(({ metadata }) => metadata.name === name)?.status;
  if ((status?.succeeded ?? 0) > 0) return 'succeeded';
  const failed = status?.conditions?.find(
    ({ type, status: is }) => type === 'Failed' && is === 'True',
  );
  if (!failed) return undefined;
  return failed.reason === 'DeadlineExceeded'
    ? {
        ...seedFailed(`was not done within ${config.seed.timeoutSeconds ?? 600} seconds`),
        fix: 'raise `seed.timeoutSeconds`, or correct what it waited for; `/preview reset-db` runs it again on empty databases',
      }
    : seedFailed('failed at every try');
}
