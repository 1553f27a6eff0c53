import { writeFileSync } from 'node:fs';
import { formatSchema } from './extract.ts';
import { GROUP_VERSIONS, servedSchema } from './served.ts';

const FILE = new URL('../../../apps/environment/check/cluster-schema.json', import.meta.url);

try {
  const schema = await servedSchema(GROUP_VERSIONS);
  writeFileSync(FILE, formatSchema(schema));
  process.stdout.write(
    `apps/environment/check/cluster-schema.json: ${Object.keys(schema.kinds).length} kinds of Kubernetes ${schema.version}\n`,
  );
} catch (error) {
  process.stderr.write(
    `${(error as Error).message}\nKUBECONFIG must lead to a cluster that has the definitions of External Secrets and of the Prometheus operator\n`,
  );
  process.exitCode = 1;
}
