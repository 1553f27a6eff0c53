import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ENVIRONMENT_KINDS } from '../../../constructs/platform/environment-kinds.ts';
import { extractSchema, type ClusterSchema, type OpenApiDocument } from './extract.ts';

/** Every group and version of which the template renders something. */
export const GROUP_VERSIONS = [
  ...['v1', 'apps/v1', 'batch/v1', 'networking.k8s.io/v1', 'external-secrets.io/v1'],
  ...['generators.external-secrets.io/v1alpha1', 'monitoring.coreos.com/v1'],
] as const;

const run = promisify(execFile);

/** What the cluster of the current `KUBECONFIG` serves of these, read with `kubectl`. */
export async function servedSchema(groupVersions: readonly string[]): Promise<ClusterSchema> {
  const { gitVersion } = (await get('/version')) as { gitVersion: string };
  const documents = await Promise.all(
    groupVersions.map((one) => get(`/openapi/v3/${one.includes('/') ? 'apis' : 'api'}/${one}`)),
  );
  const kinds = ENVIRONMENT_KINDS.map(({ group, kind }) => `${group}/${kind}`);
  return extractSchema(gitVersion, documents as OpenApiDocument[], ['/Namespace', ...kinds]);
}

async function get(path: string): Promise<unknown> {
  const { stdout } = await run('kubectl', ['get', '--raw', path], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout);
}
