import { InvalidPlatform } from './reconcile/platform-file.ts';
import { startGenerator } from './service.ts';
import { readSettings, type Settings } from './settings.ts';
import { createLog } from './telemetry/log.ts';
import { VERSION } from './version.ts';

/** Longer than draining takes, shorter than Kubernetes waits before it kills. */
const EXIT_MS = 29_000;

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function settingsOrExit(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const settings = settingsOrExit();
const log = createLog(settings.logLevel);
const generator = await startGenerator(settings, { log, environment: process.env }).catch(
  (error: Error) => fail(`cannot listen on port ${settings.port}: ${error.message}; set PORT`),
);
log.info({ port: generator.port, version: VERSION }, 'listening');

const halt = new AbortController();
function stop(signal: NodeJS.Signals): void {
  if (halt.signal.aborted) return;
  halt.abort();
  log.info({ signal }, 'finishing what was accepted');
  setTimeout(() => process.exit(0), EXIT_MS).unref();
  void generator.stop().then(() => {
    log.info({}, 'stopped');
    process.exit(0);
  });
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

generator.ready().then(
  () => log.info({}, 'ready'),
  (error: unknown) => {
    if (halt.signal.aborted) return;
    const advice =
      error instanceof InvalidPlatform ? '; correct it on the branch and start again' : '';
    fail(
      `the generator cannot run: ${error instanceof Error ? error.message : String(error)}${advice}`,
    );
  },
);
