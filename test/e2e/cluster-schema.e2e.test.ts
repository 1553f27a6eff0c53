import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterSchema } from '../support/cluster-schema/extract.ts';
import { GROUP_VERSIONS, servedSchema } from '../support/cluster-schema/served.ts';
import { repositoryRoot } from '../support/source-tree.ts';
import { describeWithoutPods } from './support/bed.ts';

describeWithoutPods('the copy of the schemas that is checked by', () => {
  it('is what this API server serves of Kubernetes and of External Secrets', async () => {
    const file = join(repositoryRoot, 'apps/environment/check/cluster-schema.json');
    const copy = JSON.parse(readFileSync(file, 'utf8')) as ClusterSchema;
    // The test bed has no Prometheus operator.
    const served = await servedSchema(
      GROUP_VERSIONS.filter((one) => !one.startsWith('monitoring.')),
    );
    expect(copy.kinds).toMatchObject(served.kinds);
    expect(Object.keys(served.kinds)).toHaveLength(Object.keys(copy.kinds).length - 1);
    expect(copy.definitions).toMatchObject(served.definitions);
  });
});
