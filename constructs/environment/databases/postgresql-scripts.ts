import type { DatabaseOptions } from './kind.ts';

/**
 * Runs once on an empty volume, as the superuser nobody else can be; leaves a plain role that owns its
 * database. The role is superuser while the app's own SQL runs, so that what it makes there is its own.
 */
const initScript = `set -e
sql() { psql -v ON_ERROR_STOP=1 --no-psqlrc --no-password --quiet "$@"; }
files=\${INIT_FILES:-/docker-entrypoint-initdb.d}
sql -U postgres -d postgres <<'SQL'
SET log_statement = none;
\\set pw \`printenv APP_PASSWORD\`
CREATE ROLE app LOGIN SUPERUSER PASSWORD :'pw';
SQL
if [ -s "$files/init.psql" ]; then sql -U postgres -d postgres -f "$files/init.psql"; fi
sql -U postgres -d postgres -c 'CREATE DATABASE app OWNER app'
if [ -s "$files/application.psql" ]; then sql -U app -d app -f "$files/application.psql"; fi
sql -U postgres -d postgres -c 'ALTER ROLE app NOSUPERUSER'
touch "$PGDATA.ok"
`;

/** Not `.sql`: the image would run those itself, as the superuser. */
export function initFiles({ bootstrap = {} }: DatabaseOptions): Record<string, string> {
  const { initSQL = [], postInitApplicationSQL = [] } = bootstrap;
  return {
    'app.sh': initScript,
    ...(initSQL.length > 0 && { 'init.psql': joined(initSQL) }),
    ...(postInitApplicationSQL.length > 0 && {
      'application.psql': joined(postInitApplicationSQL),
    }),
  };
}

/** An item needs no `;` at its end, and may end in a comment. */
function joined(statements: readonly string[]): string {
  return `${statements.join('\n;\n')}\n;\n`;
}

/** For a small container; a preview's data may lose its last moment in a crash. */
const FLAGS = [
  ...['shared_buffers=32MB', 'max_connections=50', 'work_mem=4MB', 'maintenance_work_mem=16MB'],
  ...['max_wal_size=128MB', 'min_wal_size=32MB', 'jit=off', 'synchronous_commit=off'],
  ...['max_parallel_workers_per_gather=0', 'max_parallel_maintenance_workers=0'],
  ...['max_logical_replication_workers=0', 'autovacuum_max_workers=1'],
];

/** A volume whose first start was cut off begins anew: the image would take it for finished. */
export const startScript = `[ -e "$PGDATA.ok" ] || rm -rf "$PGDATA"
export POSTGRES_PASSWORD="$(head -c 24 /dev/urandom | base64)"
exec docker-entrypoint.sh postgres ${FLAGS.map((flag) => `-c ${flag}`).join(' ')}
`;

/** Fails on a wrong password too, which pg_isready does not. */
export const probeCommand = [
  'sh',
  '-c',
  'PGPASSWORD="$APP_PASSWORD" PGCONNECT_TIMEOUT=3 exec psql -X -w -h 127.0.0.1 -U app -d app -tAc "SELECT 1"',
];
