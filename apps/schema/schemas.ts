import { z } from 'zod';
import { configSchema } from '../environment/config/schema.ts';
import { recordSchema } from '../environment/record-schema.ts';
import { platformSchema } from '../platform/schema.ts';

export type SchemaFile = { readonly path: string; readonly content: string };

/**
 * The JSON Schemas of the files that people write, for their editors.
 *
 * They check less than the zod schemas they are made of: what depends on other fields, or on
 * platform.yaml, is only checked where the file is read. Paths are relative to this repository.
 */
export function schemaFiles(): SchemaFile[] {
  return [
    schemaFile('platform', 'platform.yaml: the one configuration file', platformSchema),
    schemaFile('k8s-ee', "k8s-ee.yaml: the shape of an app's environments", configSchema),
    schemaFile('environment', 'environment.yaml: the record of one environment', recordSchema),
  ];
}

function schemaFile(name: string, title: string, schema: z.ZodType): SchemaFile {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return {
    path: `docs/schema/${name}.schema.json`,
    content: `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`,
  };
}
