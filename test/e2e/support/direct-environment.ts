import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parseAllDocuments, stringify } from 'yaml';
import { createCheck } from '../../../apps/environment/check/check.ts';
import { renderStream } from '../../../apps/environment/render-stream.ts';
import { formatProblem } from '../../../apps/problems.ts';
import type { Cluster } from './cluster.ts';
import { makeSecret } from './real-environment.ts';

type Peer = { readonly ipBlock?: { readonly cidr: string } };
type Policy = { readonly kind: string; readonly spec?: { egress?: { to?: Peer[] }[] } };

/** An app with a PostgreSQL, rendered and applied as it is but for networks of IPv6, with its Secret. */
export async function applyEnvironment(
  cluster: Cluster,
  { project, number, sha }: { project: string; number: string; sha: string },
): Promise<void> {
  const rendered = renderStream({
    config: {
      name: 'k8s-ee.yaml',
      text: `projectId: ${project}\napp: {port: 8000}\ndatabases: {postgresql: true}\n`,
    },
    platform: {
      name: 'platform.yaml',
      text: `domain: e2e-previews.dev
gitops: {url: "https://git.example/gitops.git"}
projects: [{id: ${project}, repository: acme/${project}, image: "ghcr.io/acme/${project}:{sha}"}]
`,
    },
    ...{ number, sha, check: createCheck() },
  });
  if (!rendered.ok) throw new Error(rendered.problems.map(formatProblem).join('\n'));
  const objects = parseAllDocuments(rendered.value, { version: '1.1' }).map((document) =>
    withoutIPv6(document.toJS() as Policy),
  );
  const text = objects.map((object) => stringify(object, { version: '1.1' })).join('---\n');
  const applying = promisify(execFile)('kubectl', ['apply', '--server-side', '-f', '-']);
  applying.child.stdin?.end(text);
  await applying;
  await makeSecret(cluster, `${project}-pr-${number}`, 'postgresql');
}

/** The test bed's network has no IPv6, and its policies know none. */
function withoutIPv6(object: Policy): Policy {
  for (const way of (object.kind === 'NetworkPolicy' && object.spec?.egress) || []) {
    way.to = way.to?.filter(({ ipBlock }) => !ipBlock?.cidr.includes(':'));
  }
  return object;
}
