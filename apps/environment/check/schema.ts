import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import clusterSchema from './cluster-schema.json' with { type: 'json' };
import { got, type Finding } from './rule.ts';

/** Whether an object is one that the cluster takes: what is wrong with it, or nothing. */
export type SchemaRule = (object: Readonly<Record<string, unknown>>) => readonly Finding[];

/**
 * Looks at objects by `cluster-schema.json`: what the API server serves of its own kinds and of the
 * definitions it has, except that a field it does not know is an error. Each kind is compiled when it is first met.
 */
export function createSchemaRule(): SchemaRule {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, verbose: true });
  ajv.addSchema(clusterSchema, 'cluster');
  const compiled = new Map<string, ValidateFunction | undefined>();
  const names: Readonly<Record<string, string>> = clusterSchema.kinds;
  return (object) => {
    const kind = `${String(object.apiVersion)}/${String(object.kind)}`;
    const name = names[kind];
    if (name === undefined) {
      const message = `is no kind the template may render; known are ${Object.keys(names).join(', ')}`;
      return [{ field: 'kind', message: `${got(kind)} ${message}` }];
    }
    const validate = compiled.get(kind) ?? ajv.getSchema(`cluster#/definitions/${name}`);
    if (!validate) throw new Error(`cluster-schema.json holds no definition "${name}"`);
    compiled.set(kind, validate);
    return validate(object) ? [] : (validate.errors ?? []).filter(isOwn).map(toFinding);
  };
}

/** `anyOf` and the like repeat what their parts have said. */
function isOwn({ keyword }: ErrorObject): boolean {
  return !['anyOf', 'oneOf', 'allOf', 'if'].includes(keyword);
}

function toFinding({ instancePath, keyword, params, message, data }: ErrorObject): Finding {
  const field = instancePath
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, step) => {
      if (/^\d+$/.test(step)) return `${path}[${step}]`;
      return path === '' ? step : `${path}.${step}`;
    }, '');
  const unknown = (params as { additionalProperty?: string }).additionalProperty;
  if (keyword === 'additionalProperties') {
    const place = [field, unknown].filter((part) => part !== '').join('.');
    return { field: place, message: 'there is no such field in this version of Kubernetes' };
  }
  const { allowedValues } = params as { allowedValues?: readonly unknown[] };
  const allowed = allowedValues ? `: ${allowedValues.map(String).join(', ')}` : '';
  const value = typeof data === 'object' ? '' : `, got ${got(data)}`;
  return { field: field || 'the object', message: `${message ?? keyword}${allowed}${value}` };
}
