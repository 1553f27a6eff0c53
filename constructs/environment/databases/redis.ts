import type { k8s } from 'cdk8s-plus-28';
import { sizes } from '../sizes.ts';
import { secretVariable, waitFor, type DatabaseKind } from './kind.ts';

const START_SECONDS = 60;

/** Without -e the client calls a refused login a success. */
const ping = (host: string) => `valkey-cli -e -h ${host} ping | grep -q PONG`;

/** The client of Valkey has had both names. */
const login: readonly k8s.EnvVar[] = [
  secretVariable('REDISCLI_AUTH', 'redis'),
  secretVariable('VALKEYCLI_AUTH', 'redis'),
];

/** Runs as the server itself, so that a stop reaches it. */
const startScript = `mkdir -p "$DATA"
exec valkey-server --requirepass "$REDIS_PASSWORD" --dir "$DATA" \\
  --maxmemory 64mb --maxmemory-policy "$EVICTION" --save 60 1 --appendonly no
`;

/** Valkey, which speaks as Redis does. */
export const redis: DatabaseKind = {
  name: 'redis',
  ...{ port: 6379, servicePort: 6379 },
  versions: {
    '8.0': 'docker.io/valkey/valkey:8.0.12-alpine',
    '8.1': 'docker.io/valkey/valkey:8.1.11-alpine',
    '9.0': 'docker.io/valkey/valkey:9.0.8-alpine',
    '9.1': 'docker.io/valkey/valkey:9.1.4-alpine',
  },
  ...{ defaultVersion: '9.1', defaultStorage: '256Mi', size: sizes.redis, user: 999 },
  ...{ startSeconds: START_SECONDS, graceSeconds: 10, passwords: ['password'], selfNames: [] },
  initFiles: () => ({}),
  server: (version, { eviction = 'noeviction' }) => {
    const probe = { exec: { command: ['sh', '-c', ping('127.0.0.1')] }, timeoutSeconds: 5 };
    return {
      command: ['sh', '-ec'],
      args: [startScript],
      env: [
        { name: 'DATA', value: `/data/${version}` },
        { name: 'EVICTION', value: eviction },
        secretVariable('REDIS_PASSWORD', 'redis'),
        ...login,
      ],
      startup: { ...probe, periodSeconds: 2, failureThreshold: START_SECONDS / 2 },
      readiness: { ...probe, periodSeconds: 10 },
      scratch: {},
    };
  },
  variables: () => [
    { name: 'REDIS_HOST', value: 'redis' },
    { name: 'REDIS_PORT', value: '6379' },
    secretVariable('REDIS_PASSWORD', 'redis'),
    // Without the user's name some clients send an empty one, and are refused.
    { name: 'REDIS_URL', value: 'redis://default:$(REDIS_PASSWORD)@redis:6379/0' },
  ],
  waiting: () => ({ command: ['sh', '-ec', waitFor(ping('redis'))], env: login }),
};
