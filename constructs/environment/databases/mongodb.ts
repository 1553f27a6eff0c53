import { k8s } from 'cdk8s-plus-28';
import { sizes } from '../sizes.ts';
import { secretVariable, waitFor, type DatabaseKind } from './kind.ts';

const START_SECONDS = 120;
const PORT = 27_017;

/** The last thing of a first start: without its mark the next start begins anew. */
const doneScript = 'touch "$DATA.ok"\n';

/**
 * A set of one member, because transactions and change streams work in a set only. Its members know each
 * other by a file, which must be readable by the server alone.
 */
const startScript = `[ -e "$DATA.ok" ] || rm -rf "$DATA"
mkdir -p "$DATA"
(umask 077 && printf %s "$MONGO_KEYFILE" > /tmp/keyfile)
exec docker-entrypoint.sh mongod --dbpath "$DATA" --replSet rs0 --keyFile /tmp/keyfile --bind_ip_all \\
  --wiredTigerCacheSizeGB 0.25 --oplogSize 128 --setParameter diagnosticDataCollectionEnabled=false
`;

/** Logs in, makes the set where there is none yet, and succeeds once its member takes writes. */
const probeScript = `exec mongosh --quiet --norc "mongodb://127.0.0.1:${PORT}/admin" \\
  -u "$MONGO_INITDB_ROOT_USERNAME" -p "$MONGO_INITDB_ROOT_PASSWORD" --eval '
  let state = 0
  try { state = rs.status().myState } catch (error) {
    if (error.codeName !== "NotYetInitialized") quit(2)
    rs.initiate({_id: "rs0", members: [{_id: 0, host: "mongodb:${PORT}"}]})
  }
  quit(state === 1 ? 0 : 1)'
`;

const address = `mongodb:${PORT}/app?authSource=admin&directConnection=true`;

/** One MongoDB server, as a replica set of one. */
export const mongodb: DatabaseKind = {
  name: 'mongodb',
  ...{ port: PORT, servicePort: PORT },
  versions: {
    '7.0': 'docker.io/library/mongo:7.0.40',
    '8.0': 'docker.io/library/mongo:8.0.29',
    '8.3': 'docker.io/library/mongo:8.3.8',
  },
  ...{ defaultVersion: '8.0', defaultStorage: '2Gi', size: sizes.mongodb, user: 999 },
  ...{ startSeconds: START_SECONDS, graceSeconds: 30, passwords: ['password', 'keyfile'] },
  // It must find itself in its set, also while its Service has no endpoint yet.
  selfNames: ['mongodb'],
  initFiles: () => ({ 'done.sh': doneScript }),
  server: (version) => ({
    command: ['bash', '-ec'],
    args: [startScript],
    env: [
      { name: 'DATA', value: `/data/${version}` },
      { name: 'MONGO_INITDB_ROOT_USERNAME', value: 'app' },
      secretVariable('MONGO_INITDB_ROOT_PASSWORD', 'mongodb'),
      secretVariable('MONGO_KEYFILE', 'mongodb', 'keyfile'),
      // The client writes there.
      { name: 'HOME', value: '/tmp' },
    ],
    startup: {
      exec: { command: ['bash', '-ec', probeScript] },
      periodSeconds: 3,
      timeoutSeconds: 15,
      failureThreshold: START_SECONDS / 3,
    },
    // The client takes as much memory as the server: it runs at the start alone.
    readiness: { tcpSocket: { port: k8s.IntOrString.fromNumber(PORT) }, periodSeconds: 5 },
    scratch: { tmp: '/tmp' },
  }),
  variables: () => [
    secretVariable('MONGODB_PASSWORD', 'mongodb'),
    { name: 'MONGODB_DATABASE', value: 'app' },
    { name: 'MONGODB_URL', value: `mongodb://app:$(MONGODB_PASSWORD)@${address}` },
    { name: 'MONGODB_URI', value: `mongodb://app:$(MONGODB_PASSWORD)@${address}` },
  ],
  // Its Service leads nowhere before the login worked once in the pod; the client is too large for here.
  waiting: () => ({
    command: ['bash', '-ec', waitFor(`(exec 3<>/dev/tcp/mongodb/${PORT}) 2>/dev/null`)],
    env: [],
  }),
};
