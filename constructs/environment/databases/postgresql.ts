import type { k8s } from 'cdk8s-plus-28';
import { sizes } from '../sizes.ts';
import { secretVariable, waitFor, type DatabaseKind } from './kind.ts';
import { initFiles, probeCommand, startScript } from './postgresql-scripts.ts';

const START_SECONDS = 120;
const address = 'postgresql:5432/app';

const variables: readonly k8s.EnvVar[] = [
  { name: 'PGHOST', value: 'postgresql' },
  { name: 'PGPORT', value: '5432' },
  { name: 'PGDATABASE', value: 'app' },
  { name: 'PGUSER', value: 'app' },
  secretVariable('PGPASSWORD', 'postgresql'),
  // Go's lib/pq asks for TLS otherwise.
  { name: 'PGSSLMODE', value: 'disable' },
];

/** One PostgreSQL server with the database `app`, which the role `app` owns. */
export const postgresql: DatabaseKind = {
  name: 'postgresql',
  ...{ port: 5432, servicePort: 5432 },
  // Pinned to a Debian release: another C library would change the sort order under existing indexes.
  versions: {
    '15': 'docker.io/library/postgres:15.19-trixie',
    '16': 'docker.io/library/postgres:16.15-trixie',
    '17': 'docker.io/library/postgres:17.11-trixie',
    '18': 'docker.io/library/postgres:18.6-trixie',
  },
  ...{ defaultVersion: '17', defaultStorage: '1Gi', size: sizes.postgresql, user: 999 },
  // During its first start the image heeds no signal but the last.
  ...{ startSeconds: START_SECONDS, graceSeconds: 20, passwords: ['password'], selfNames: [] },
  initFiles,
  server: (version) => {
    const probe = { exec: { command: probeCommand }, timeoutSeconds: 5 };
    return {
      command: ['bash', '-ec'],
      args: [startScript],
      env: [
        { name: 'PGDATA', value: `/data/${version}` },
        // By default whoever connects from the pod itself needs no password.
        { name: 'POSTGRES_INITDB_ARGS', value: '--auth-host=scram-sha-256' },
        secretVariable('APP_PASSWORD', 'postgresql'),
      ],
      startup: { ...probe, periodSeconds: 2, failureThreshold: START_SECONDS / 2 },
      readiness: { ...probe, periodSeconds: 10 },
      scratch: { run: '/var/run/postgresql' },
    };
  },
  variables: () => [
    ...variables,
    { name: 'DATABASE_TYPE', value: 'postgresql' },
    // The kubelet fills the password in: it stands in no manifest.
    { name: 'DATABASE_URL', value: `postgresql://app:$(PGPASSWORD)@${address}` },
    {
      name: 'DATABASE_JDBC_URL',
      value: `jdbc:postgresql://${address}?user=app&password=$(PGPASSWORD)`,
    },
  ],
  waiting: () => ({
    command: ['sh', '-ec', waitFor("psql -X -w -tAc 'SELECT 1' >/dev/null")],
    env: [...variables, { name: 'PGCONNECT_TIMEOUT', value: '3' }],
  }),
};
