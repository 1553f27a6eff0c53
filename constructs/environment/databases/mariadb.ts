import { sizes } from '../sizes.ts';
import { secretVariable, waitFor, type DatabaseKind } from './kind.ts';

const START_SECONDS = 120;
const ADDRESS = 'mariadb:3306/app';

/** The last thing of a first start: without its mark the next start begins anew. */
const doneScript = 'touch "$DATA.ok"\n';

/** For a small container. */
const FLAGS = [
  ...['--innodb-buffer-pool-size=32M', '--innodb-log-file-size=16M'],
  ...['--innodb-log-buffer-size=2M', '--key-buffer-size=1M', '--aria-pagecache-buffer-size=8M'],
  ...['--max-connections=50', '--performance-schema=OFF', '--table-open-cache=200'],
  ...['--tmp-table-size=8M', '--max-heap-table-size=8M', '--skip-log-bin'],
];

/** A volume whose first start was cut off has no user for the app, and the image would never make one. */
const startScript = `[ -e "$DATA.ok" ] || rm -rf "$DATA"
mkdir -p "$DATA"
exec docker-entrypoint.sh mariadbd --datadir="$DATA" ${FLAGS.join(' ')}
`;

/** Over TCP, where the server of the first start does not listen; `mariadb-admin ping` takes any password. */
const login = (host: string) =>
  `mariadb --no-defaults --skip-ssl --connect-timeout=3 -h ${host} -u app -N -B -e 'SELECT 1' app`;

/** One MariaDB server with the database `app`. */
export const mariadb: DatabaseKind = {
  name: 'mariadb',
  ...{ port: 3306, servicePort: 3306 },
  versions: {
    '10.11': 'docker.io/library/mariadb:10.11.18-jammy',
    '11.4': 'docker.io/library/mariadb:11.4.12-noble',
    '11.8': 'docker.io/library/mariadb:11.8.8-noble',
    '12.3': 'docker.io/library/mariadb:12.3.2-noble',
  },
  ...{ defaultVersion: '11.4', defaultStorage: '1Gi', size: sizes.mariadb, user: 999 },
  ...{ startSeconds: START_SECONDS, graceSeconds: 30, selfNames: [] },
  passwords: ['password', 'rootPassword'],
  initFiles: () => ({ 'done.sh': doneScript }),
  server: (version) => {
    const command = ['sh', '-c', `MYSQL_PWD="$MARIADB_PASSWORD" exec ${login('127.0.0.1')}`];
    const probe = { exec: { command }, timeoutSeconds: 5 };
    return {
      command: ['bash', '-ec'],
      args: [startScript],
      env: [
        { name: 'DATA', value: `/data/${version}` },
        secretVariable('MARIADB_ROOT_PASSWORD', 'mariadb', 'rootPassword'),
        { name: 'MARIADB_DATABASE', value: 'app' },
        { name: 'MARIADB_USER', value: 'app' },
        secretVariable('MARIADB_PASSWORD', 'mariadb'),
        // Seconds of every first start, for a table that previews do without.
        { name: 'MARIADB_INITDB_SKIP_TZINFO', value: '1' },
      ],
      startup: { ...probe, periodSeconds: 2, failureThreshold: START_SECONDS / 2 },
      readiness: { ...probe, periodSeconds: 10 },
      scratch: { tmp: '/tmp', run: '/run/mysqld' },
    };
  },
  variables: ({ among }) => [
    { name: 'MYSQL_HOST', value: 'mariadb' },
    { name: 'MYSQL_PORT', value: '3306' },
    { name: 'MYSQL_DATABASE', value: 'app' },
    { name: 'MYSQL_USER', value: 'app' },
    secretVariable('MYSQL_PASSWORD', 'mariadb'),
    { name: 'MYSQL_URL', value: `mysql://app:$(MYSQL_PASSWORD)@${ADDRESS}` },
    // Where both are, these are PostgreSQL's.
    ...(among.includes('postgresql')
      ? []
      : [
          { name: 'DATABASE_TYPE', value: 'mariadb' },
          { name: 'DATABASE_URL', value: `mysql://app:$(MYSQL_PASSWORD)@${ADDRESS}` },
        ]),
  ],
  waiting: () => ({
    command: ['sh', '-ec', waitFor(`${login('mariadb')} >/dev/null`)],
    env: [secretVariable('MYSQL_PWD', 'mariadb')],
  }),
};
