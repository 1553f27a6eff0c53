import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { readText } from './source-tree.ts';

type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; items?: Schema };

/**
 * Compiles one version of a kind in `test/support/crds`. As the API server does, but an unknown field,
 * which it would drop in silence, is an error too.
 */
export function crdValidator(file: string, version: string): (object: unknown) => string[] {
  const options = { strict: false, validateFormats: false, allErrors: true };
  const ajv = new Ajv({ ...options, code: { regExp: goRegExp } });
  const validate = ajv.compile(closed(schemaOf(file, version)));
  return (object) => {
    validate(object);
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };
}

/** Go writes before an expression that it ignores case. */
function goRegExp(pattern: string, flags: string): RegExp {
  const plain = pattern.replace('(?i)', '');
  return new RegExp(plain, plain === pattern ? flags : `${flags}i`);
}
goRegExp.code = 'new RegExp';

/** The object as the API server keeps it: with the kind's default values filled in. */
export function withCrdDefaults<T>(file: string, version: string, object: T): T {
  const ajv = new Ajv({ strict: false, validateFormats: false, useDefaults: true });
  const copy = structuredClone(object);
  ajv.validate(schemaOf(file, version), copy);
  return copy;
}

function schemaOf(file: string, version: string): Schema {
  const crd = parse(readText(`test/support/crds/${file}.yaml`)) as {
    spec: { versions: { name: string; schema: { openAPIV3Schema: Schema } }[] };
  };
  const found = crd.spec.versions.find(({ name }) => name === version);
  if (!found) throw new Error(`${file}.yaml has no version ${version}`);
  return found.schema.openAPIV3Schema;
}

function closed(schema: Schema): Schema {
  const copy: Schema = { ...schema };
  if (copy.items) copy.items = closed(copy.items);
  if (isSchema(copy.additionalProperties)) {
    copy.additionalProperties = closed(copy.additionalProperties);
  }
  if (copy.properties) {
    copy.properties = Object.fromEntries(
      Object.entries(copy.properties).map(([key, value]) => [key, closed(value)]),
    );
    if (copy['x-kubernetes-preserve-unknown-fields'] !== true) copy.additionalProperties = false;
  }
  return copy;
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
