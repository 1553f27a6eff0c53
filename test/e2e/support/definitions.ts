import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repositoryRoot } from '../../support/source-tree.ts';
import type { Cluster } from './cluster.ts';

/**
 * Gives the cluster those definitions of `test/support/crds` that it lacks, by `PLURAL.GROUP`; what it answers
 * takes them off again.
 */
export async function addDefinitions(
  cluster: Cluster,
  kubeconfig: string,
  names: readonly string[],
): Promise<() => Promise<void>> {
  const kubectl = async (...args: string[]) => {
    const env = { ...process.env, KUBECONFIG: kubeconfig };
    await promisify(execFile)('kubectl', args, { cwd: repositoryRoot, env });
  };
  const added: string[] = [];
  for (const name of names) {
    const kind = 'CustomResourceDefinition';
    if (await cluster.read('apiextensions.k8s.io/v1', kind, { name })) continue;
    const [plural = '', ...group] = name.split('.');
    // The client would drop what it does not know of a schema.
    await kubectl('create', '-f', `test/support/crds/${group.join('.')}_${plural}.yaml`);
    added.push(name);
  }
  if (added.length > 0) {
    await kubectl('wait', '--for=condition=Established', '--timeout=30s', 'crd', ...added);
  }
  return async () => {
    if (added.length > 0) await kubectl('delete', 'crd', '--ignore-not-found', ...added);
  };
}
