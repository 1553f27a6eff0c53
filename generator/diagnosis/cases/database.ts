import { DATABASE_NAMES } from '../../../constructs/environment/databases/kinds.ts';
import { startSeconds } from '../part.ts';
import { isWell, newestPod, waitsFor } from '../pods.ts';
import { ofContainer, PLATFORM_TEAM, secondsBetween } from './case.ts';

/** So long a login may take once the database is up. Seconds. */
const PATIENCE = 60;

/** A database that runs and takes no login. */
export const login = ofContainer('the database takes no login', (situation) => {
  const { part, trouble, evidence } = situation;
  const since = trouble.status.state?.running?.startedAt;
  if (part.kind !== 'database' || !since) return undefined;
  const limit = startSeconds(part);
  const up = trouble.status.started === true;
  if (!up && secondsBetween(since, evidence.at) < limit) return undefined;
  return {
    kind: 'database-not-ready',
    summary: up ? 'it takes no login any more' : `it takes no login after ${limit} seconds`,
    fix: `see its log; if its data are of no use any more, \`/preview reset-db\` starts it empty; else ${PLATFORM_TEAM}`,
    withLog: true,
  };
});

/** An app that waits for a database which is up. */
export const wait = ofContainer('the database does not let it in', (situation) => {
  const { trouble, evidence } = situation;
  const database = DATABASE_NAMES.find((name) => name === waitsFor(trouble));
  const since = trouble.status.state?.running?.startedAt;
  if (database === undefined || !since) return undefined;
  const pod = newestPod(evidence, database);
  if (!pod || !isWell(pod) || secondsBetween(since, evidence.at) < PATIENCE) return undefined;
  return {
    kind: 'database-not-ready',
    summary: `it waits for \`${database}\`, which is up but does not let it in`,
    fix: `see the log; \`/preview reset-db\` gives it empty databases; else ${PLATFORM_TEAM}`,
    withLog: true,
  };
});
