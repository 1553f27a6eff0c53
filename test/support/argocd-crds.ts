import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { readText } from './source-tree.ts';

type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; items?: Schema };

const PLURALS = {
  AppProject: 'appprojects',
  ApplicationSet: 'applicationsets',
  Application: 'applications',
} as const;

/**
 * Compiles the definition of one of Argo CD's kinds. As the API server does, but an unknown field,
 * which it would drop in silence, is an error too.
 */
export function argocdValidator(kind: keyof typeof PLURALS): (object: unknown) => string[] {
  const crd = parse(readText(`test/support/crds/argoproj.io_${PLURALS[kind]}.yaml`)) as {
    spec: { versions: { name: string; schema: { openAPIV3Schema: Schema } }[] };
  };
  const schema = crd.spec.versions.find(({ name }) => name === 'v1alpha1')?.schema.openAPIV3Schema;
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const validate: ValidateFunction = ajv.compile(closed(schema ?? {}));
  return (object) => {
    validate(object);
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };
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
