import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createCheck } from '../../../apps/environment/check/check.ts';
import { renderStream } from '../../../apps/environment/render-stream.ts';
import { formatProblem } from '../../../apps/problems.ts';
import type { Cluster, Deployment } from './cluster.ts';
import { DOMAIN } from './platform.ts';
import { until } from './wait.ts';

const SERVICES = ['web', 'api'] as const;

/** An environment of two services, rendered and applied as it is. */
export type TwoServices = {
  readonly id: string;
  readonly host: string;
  readonly apiHost: string;
  /** Applies it. */
  apply(): Promise<void>;
  /** Gives each Deployment so many replicas, and waits until so many are available. */
  scale(replicas: 0 | 1): Promise<void>;
  /** Its first service has one pod, which runs and is not ready; `apply` mends it. */
  breakReadiness(): Promise<void>;
  /** As a sleeping record leaves it: the routes go. */
  removeRoutes(): Promise<void>;
  remove(): Promise<void>;
};

export function twoServices(
  cluster: Cluster,
  { kubeconfig, project, number, sha }: Record<'kubeconfig' | 'project' | 'number' | 'sha', string>,
): TwoServices {
  const id = `${project}-pr-${number}`;
  const kubectl = async (args: readonly string[], input = '') => {
    const env = { ...process.env, KUBECONFIG: kubeconfig };
    const running = promisify(execFile)('kubectl', args, { env });
    running.child.stdin?.end(input);
    await running;
  };
  const text = () => rendered({ project, number, sha });
  const available = ({ status, spec }: Deployment, replicas: number) =>
    spec.replicas === replicas && (status?.availableReplicas ?? 0) === replicas;
  return {
    ...{ id, host: `${id}.${DOMAIN}`, apiHost: `${id}-api.${DOMAIN}` },
    apply: () => kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], text()),
    async scale(replicas) {
      await kubectl(['-n', id, 'scale', 'deployment', '--all', `--replicas=${replicas}`]);
      await until(
        `${id} has ${replicas} of each`,
        async () => {
          const deployments = await cluster.deployments(id);
          const fits = deployments.filter((one) => available(one, replicas));
          return fits.length === SERVICES.length;
        },
        { seconds: 120, explain: async () => JSON.stringify(await cluster.pods(id)) },
      );
    },
    async breakReadiness() {
      const path = '/spec/template/spec/containers/0/readinessProbe/httpGet/path';
      const patch = [
        { op: 'replace', path: '/spec/strategy', value: { type: 'Recreate' } },
        { op: 'replace', path, value: '/absent' },
      ];
      const patching = ['patch', 'deployment', SERVICES[0], '--type=json', '--patch'];
      await kubectl(['-n', id, ...patching, JSON.stringify(patch)]);
    },
    removeRoutes: () => kubectl(['-n', id, 'delete', 'ingress', '--all']),
    remove: () => kubectl(['delete', 'namespace', id, '--ignore-not-found']),
  };
}

function rendered({ project, number, sha }: Record<'project' | 'number' | 'sha', string>): string {
  const stream = renderStream({
    config: {
      name: 'k8s-ee.yaml',
      text: `projectId: ${project}\nservices: {${SERVICES.map((name) => `${name}: {app: {port: 8000}}`).join(', ')}}\n`,
    },
    platform: {
      name: 'platform.yaml',
      text: `domain: ${DOMAIN}
gitops: {url: "https://git.example/gitops.git"}
projects: [{id: ${project}, repository: acme/${project}, image: "ghcr.io/acme/${project}:{sha}"}]
`,
    },
    ...{ number, sha, check: createCheck() },
  });
  if (!stream.ok) throw new Error(stream.problems.map(formatProblem).join('\n'));
  return stream.value;
}
