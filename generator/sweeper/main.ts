import { readSettings } from '../settings.ts';
import { createLog } from '../telemetry/log.ts';
import { runSweeper } from './run.ts';

/** It receives no webhooks, so it is given no secret of theirs. */
const NO_WEBHOOKS = { GITHUB_WEBHOOK_SECRET: 'the sweeper receives none' };

const dryRun = process.argv.includes('--dry-run');
try {
  const settings = readSettings({ ...process.env, ...NO_WEBHOOKS });
  const log = createLog(settings.logLevel);
  const { removed, doubtful, refused } = await runSweeper(settings, {
    ...{ log, dryRun, environment: process.env, now: () => new Date() },
  });
  log.info({ removed: removed.length, doubtful: doubtful.length }, 'swept');
  if (refused.length > 0) process.exitCode = 1;
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`the sweeper removed nothing: ${reason}\n`);
  process.exitCode = 1;
}
