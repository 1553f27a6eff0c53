import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Finding } from '../diagnosis/finding.ts';
import type { Run } from './seen.ts';

/** What is wrong with an environment by its objects; only what Argo CD says where those cannot be read. */
export function createFindCause(options: {
  readonly cluster: Pick<Cluster, 'evidence'>;
  readonly now: () => Date;
  readonly onUnknown: (id: string, reason: string) => void;
}): (record: EnvironmentRecord, run: Run) => Promise<readonly Finding[]> {
  const nothing = { pods: [], events: [], jobs: [], externalSecrets: [], logs: [] };
  return async (record, run) => {
    const fact = await options.cluster.evidence(record.id);
    if (fact.kind === 'unknown') options.onUnknown(record.id, fact.reason);
    const at = options.now().toISOString();
    const evidence = fact.kind === 'known' ? fact.evidence : { ...nothing, at };
    const syncFailure = run.kind === 'failed' ? run.message : undefined;
    return diagnose({ ...evidence, syncFailure }, record);
  };
}
