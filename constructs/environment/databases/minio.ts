import { k8s } from 'cdk8s-plus-28';
import { sizes } from '../sizes.ts';
import { secretVariable, waitFor, type DatabaseKind } from './kind.ts';

const START_SECONDS = 120;
const PORT = 8333;
/** MinIO's, which apps and people expect. */
const SERVICE_PORT = 9000;
const ACCESS_KEY = 'preview';
const REGION = 'us-east-1';
const DEFAULT_BUCKET = 'data';

/** All of them, always: the server remembers flags, and a flag left out lives on. */
const FLAGS = [
  ...['mini', '-dir=/data', '-ip=127.0.0.1', '-ip.bind=0.0.0.0', '-master.telemetry=false'],
  ...['-master.volumeSizeLimitMB=64', '-webdav=false', '-admin.ui=false', '-s3.port.iceberg=0'],
  ...['-s3.port.lance=0', '-idleTimeout=5', '-s3.concurrentUploadLimitMB=32'],
  ...['-filer.concurrentUploadLimitMB=32', '-volume.concurrentUploadLimitMB=32'],
];

/** Asks for the bucket with the key; the server's own health paths answer whatever is wrong. */
const headBucket = (host: string) =>
  `curl -sf -m 4 -o /dev/null -I --aws-sigv4 aws:amz:${REGION}:s3 --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "http://${host}/$S3_BUCKET"`;

const health = (periodSeconds: number): k8s.Probe => ({
  httpGet: { path: '/healthz', port: k8s.IntOrString.fromNumber(PORT) },
  periodSeconds,
  timeoutSeconds: 5,
});

const login = (bucket = DEFAULT_BUCKET): k8s.EnvVar[] => [
  { name: 'AWS_ACCESS_KEY_ID', value: ACCESS_KEY },
  secretVariable('AWS_SECRET_ACCESS_KEY', 'minio'),
  { name: 'S3_BUCKET', value: bucket },
];

/** SeaweedFS, which speaks S3 as MinIO does, with one bucket. */
export const minio: DatabaseKind = {
  name: 'minio',
  ...{ port: PORT, servicePort: SERVICE_PORT },
  versions: { '4.44': 'docker.io/chrislusf/seaweedfs:4.44' },
  ...{ defaultVersion: '4.44', defaultStorage: '1Gi', size: sizes.minio, user: 1000 },
  ...{ startSeconds: START_SECONDS, graceSeconds: 30, passwords: ['password'], selfNames: [] },
  initFiles: () => ({}),
  server: (_version, { bucket }) => ({
    args: FLAGS,
    env: [
      ...login(bucket),
      // Without these an upload of 200 MB takes three times the limit.
      { name: 'GOMEMLIMIT', value: '200MiB' },
      { name: 'GOGC', value: '50' },
      { name: 'HOME', value: '/tmp' },
    ],
    startup: {
      exec: { command: ['sh', '-c', headBucket(`127.0.0.1:${PORT}`)] },
      periodSeconds: 2,
      timeoutSeconds: 5,
      failureThreshold: START_SECONDS / 2,
    },
    readiness: health(10),
    scratch: { tmp: '/tmp' },
  }),
  variables: ({ bucket = DEFAULT_BUCKET }) => {
    const endpoint = `http://minio:${SERVICE_PORT}`;
    return [
      { name: 'MINIO_ENDPOINT', value: 'minio' },
      { name: 'MINIO_PORT', value: String(SERVICE_PORT) },
      { name: 'MINIO_ACCESS_KEY', value: ACCESS_KEY },
      secretVariable('MINIO_SECRET_KEY', 'minio'),
      { name: 'MINIO_BUCKET', value: bucket },
      { name: 'S3_ENDPOINT', value: endpoint },
      { name: 'S3_ACCESS_KEY', value: ACCESS_KEY },
      secretVariable('S3_SECRET_KEY', 'minio'),
      { name: 'S3_BUCKET', value: bucket },
      { name: 'S3_FORCE_PATH_STYLE', value: 'true' },
      { name: 'AWS_ACCESS_KEY_ID', value: ACCESS_KEY },
      secretVariable('AWS_SECRET_ACCESS_KEY', 'minio'),
      { name: 'AWS_REGION', value: REGION },
      { name: 'AWS_ENDPOINT_URL_S3', value: endpoint },
    ];
  },
  waiting: ({ bucket }) => ({
    command: ['sh', '-ec', waitFor(headBucket(`minio:${SERVICE_PORT}`))],
    env: login(bucket),
  }),
};
