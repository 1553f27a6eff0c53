import { readFileSync } from 'node:fs';
import { Ajv, type AnySchemaObject } from 'ajv';
import addFormatsModule, { type FormatsPlugin } from 'ajv-formats';

// The package is CommonJS: its types put the function itself under `default`, at run time it is there already.
const addFormats = addFormatsModule as unknown as FormatsPlugin;

const document = JSON.parse(
  readFileSync(new URL('./github.json', import.meta.url), 'utf8'),
) as AnySchemaObject & { responses: Record<string, Record<string, object>> };

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
addFormats(ajv);
ajv.addSchema({ $id: 'github', ...document });

/** Every operation of which an answer can be checked, e.g. `GET /repos/{owner}/{repo}`. */
export const operations = Object.keys(document.responses);

/** What is wrong with an answer by GitHub's own description of the operation; nothing when it fits. */
export function violations(operation: string, status: number, body: unknown): string[] {
  if (!document.responses[operation]?.[status]) {
    return [`${operation} has no JSON answer ${status} in GitHub's OpenAPI`];
  }
  const pointer = operation.replaceAll('~', '~0').replaceAll('/', '~1');
  const reference = `github#/responses/${encodeURIComponent(pointer)}/${status}`;
  const validate = ajv.getSchema(reference);
  if (!validate) return [`no schema at ${reference}`];
  if (validate(body)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
