import { DATABASE_NAMES, databaseKinds } from '../../../constructs/environment/databases/kinds.ts';
import type { DatabaseName } from '../../../constructs/environment/databases/kinds.ts';
import { lineWith } from '../log-lines.ts';
import { lastEnd, waitsFor } from '../pods.ts';
import {
  ofContainer,
  PLATFORM_TEAM,
  type Case,
  type ContainerSituation,
  type Found,
} from './case.ts';
import { killedBy } from './probe.ts';
import { commandField } from './start.ts';

/** What a container that ended is to be called, where no other case knows why. */
export const crash: Case = ofContainer('it ends', (situation) => {
  const { part, trouble, log } = situation;
  const end = lastEnd(trouble);
  // The work of a seed is done then; only its pod does not say so yet.
  if (!end || (end.exitCode === 0 && part.kind === 'seed')) return undefined;
  const often = trouble.status.restartCount;
  const times = often > 1 ? `, ${often} times so far` : '';
  const waited = waitsFor(trouble);
  const how = `with exit code ${end.exitCode}${signalOf(end.exitCode)}${times}`;
  if (waited !== undefined) {
    const summary = `what waits for \`${waited}\` in its pod ended ${how}`;
    return { kind: 'cluster-fault', summary, fix: PLATFORM_TEAM, withLog: true };
  }
  if (trouble.container === 'migrate') {
    return {
      kind: 'migrate-failed',
      summary: `\`migrate\` ended ${how}, so this version does not start`,
      fix: `correct the migration or \`${part.path}migrate\`, and push; a version that ran before keeps serving`,
      withLog: true,
    };
  }
  if (part.kind === 'seed') return seedFailed(`ended ${how}`);
  if (part.kind === 'database') {
    return {
      kind: 'database-not-ready',
      summary: killedBy(situation)
        ? 'it did not take a login in time and was started again'
        : `it ended ${how}`,
      fix: `see its log; if its data are of no use any more, \`/preview reset-db\` starts it empty; else ${PLATFORM_TEAM}`,
      withLog: true,
    };
  }
  return (
    localDatabase(situation) ?? {
      kind: 'crash',
      summary: `it ended ${how}`,
      fix:
        end.exitCode === 0
          ? `let \`${commandField(situation)}\` run in the foreground, for a service has to stay`
          : log.length > 0
            ? 'correct what the last lines of its log say, and push'
            : `let it say why before it ends: its log is empty; and see that \`${commandField(situation)}\` is right`,
      withLog: true,
    }
  );
});

export function seedFailed(how: string): Found {
  return {
    kind: 'seed-failed',
    summary: `the seed ${how}`,
    fix: 'correct the seed or `seed.command`, and push; `/preview reset-db` runs it again on empty databases',
    withLog: true,
  };
}

const MAX_LINE = 2_000;
const LOCAL = /(?:127\.0\.0\.1|::1\b|localhost).{0,40}?\b(\d{4,5})\b/i;

/** An app that looks for its database where it runs on a developer's machine. */
function localDatabase({ part, record, log }: ContainerSituation): Found | undefined {
  if (part.kind !== 'service' || lineWith(log, /refused/i) === undefined) return undefined;
  const ports = log.map((line) => Number(LOCAL.exec(line.slice(0, MAX_LINE))?.[1]));
  const name = DATABASE_NAMES.find((one) => ports.includes(databaseKinds[one].port));
  if (name === undefined) return undefined;
  return {
    kind: 'crash',
    summary: `it looks for ${name} on localhost and ends`,
    fix:
      record.config.databases[name] === undefined
        ? `add \`${name}: true\` to \`databases\`, and let it read ${variableOf(name)}`
        : `let it read where the database is from ${variableOf(name)}`,
    withLog: true,
  };
}

function variableOf(name: DatabaseName): string {
  const names: Record<DatabaseName, string> = {
    postgresql: 'DATABASE_URL',
    mongodb: 'MONGODB_URL',
    redis: 'REDIS_URL',
    minio: 'S3_ENDPOINT',
    mariadb: 'MYSQL_URL',
  };
  return `\`${names[name]}\``;
}

/** Exit codes above 128 are signals. */
function signalOf(exitCode: number): string {
  const names: Readonly<Record<number, string>> = {
    134: 'SIGABRT',
    137: 'SIGKILL',
    139: 'SIGSEGV',
    143: 'SIGTERM',
  };
  const name = names[exitCode];
  return name === undefined ? '' : ` (${name})`;
}
