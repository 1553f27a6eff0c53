/** A JSON Schema, or a part of one. */
export type Schema = { readonly [key: string]: unknown };

/** What an API server serves at `/openapi/v3/…` for one group and version. */
export type OpenApiDocument = { readonly components: { readonly schemas: Record<string, Schema> } };

export type ClusterSchema = {
  /** Of the API server, such as `v1.36.3`. */
  readonly version: string;
  /** `apps/v1/Deployment` to the name of its definition. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, Schema>>;
};

type GroupVersionKind = { readonly group: string; readonly version: string; readonly kind: string };

const REFERENCE = '#/components/schemas/';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
/** As Kubernetes reads quantities: a number, with a decimal, binary or exponent suffix. */
const QUANTITY_PATTERN = '^[+-]?(\\d+\\.?\\d*|\\.\\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\\d+)?$';

/**
 * The schemas of these kinds (`group/Kind`) and all they refer to, as JSON Schema. An unknown field, which an
 * API server drops in silence, is an error here; descriptions are left out; and `status`, which only the
 * cluster writes.
 */
export function extractSchema(
  version: string,
  documents: readonly OpenApiDocument[],
  kinds: readonly string[],
): ClusterSchema {
  const served: Record<string, Schema> = Object.assign(
    {},
    ...documents.map(({ components }) => components.schemas),
  );
  const names: Record<string, string> = {};
  for (const [name, schema] of Object.entries(served)) {
    const [identity, ...others] = (schema['x-kubernetes-group-version-kind'] ??
      []) as GroupVersionKind[];
    if (!identity || others.length > 0) continue;
    const { group, version, kind } = identity;
    if (!kinds.includes(`${group}/${kind}`)) continue;
    names[`${group === '' ? version : `${group}/${version}`}/${kind}`] = name;
  }
  const definitions: Record<string, Schema> = {};
  const take = (name: string): void => {
    if (definitions[name]) return;
    const schema = served[name];
    if (!schema) throw new Error(`the API server refers to ${name} and does not serve it`);
    // Before what it refers to, which may refer back to it.
    definitions[name] = {};
    const written = Object.values(names).includes(name) ? asWritten(schema) : schema;
    definitions[name] = name === QUANTITY ? quantity() : toJsonSchema(written, take);
  };
  for (const name of Object.values(names)) take(name);
  return { version, kinds: sorted(names), definitions: sorted(definitions) };
}

/** One line a definition, so that a diff of two versions of Kubernetes can be read. */
export function formatSchema({ version, kinds, definitions }: ClusterSchema): string {
  const lines = Object.entries(definitions).map(
    ([name, schema]) => `    ${JSON.stringify(name)}: ${JSON.stringify(schema)}`,
  );
  const named = Object.entries(kinds).map(
    (entry) => `    ${entry.map((text) => JSON.stringify(text)).join(': ')}`,
  );
  return `{
  "version": ${JSON.stringify(version)},
  "kinds": {
${named.join(',\n')}
  },
  "definitions": {
${lines.join(',\n')}
  }
}
`;
}

function quantity(): Schema {
  return { type: ['string', 'number'], pattern: QUANTITY_PATTERN };
}

/** An object as it is written to Git: complete, and without what the cluster adds. */
function asWritten(schema: Schema): Schema {
  const { status: _, ...properties } = schema.properties as Record<string, Schema>;
  const required = (schema.required ?? []) as readonly string[];
  const all = new Set(['apiVersion', 'kind', 'metadata', ...required]);
  return { ...schema, properties, required: [...all].sort() };
}

type Take = (name: string) => void;

/** The keys that hold other schemas, and how these are found in them. */
const NESTED: Readonly<
  Record<string, (value: unknown, convert: (one: unknown) => Schema) => unknown>
> = {
  properties: (value, convert) =>
    Object.fromEntries(Object.entries(value as Schema).map(([name, one]) => [name, convert(one)])),
  items: (value, convert) => convert(value),
  not: (value, convert) => convert(value),
  additionalProperties: (value, convert) => (typeof value === 'object' ? convert(value) : value),
  allOf: (value, convert) => (value as readonly unknown[]).map(convert),
  anyOf: (value, convert) => (value as readonly unknown[]).map(convert),
  oneOf: (value, convert) => (value as readonly unknown[]).map(convert),
};

function toJsonSchema(schema: Schema, take: Take): Schema {
  if (schema['x-kubernetes-int-or-string'] === true || schema.format === 'int-or-string') {
    const { pattern } = schema;
    return { type: ['integer', 'string'], ...(pattern !== undefined && { pattern }) };
  }
  const convert = (value: unknown): Schema => toJsonSchema(value as Schema, take);
  const entries = Object.entries(schema)
    .filter(([key]) => !LEFT_OUT.has(key) && !key.startsWith('x-'))
    .map(([key, value]): [string, unknown] =>
      key === '$ref'
        ? [key, reference(String(value), take)]
        : [key, NESTED[key]?.(value, convert) ?? value],
    );
  return closed(Object.fromEntries(entries), schema);
}

function reference(path: string, take: Take): string {
  const name = path.slice(REFERENCE.length);
  take(name);
  return `#/definitions/${name}`;
}

/** Without fields that are not named, unless the API server keeps such. */
function closed(converted: Schema, schema: Schema): Schema {
  const [only, ...others] = (converted.allOf ?? []) as readonly Schema[];
  if (only?.$ref !== undefined && others.length === 0) return only;
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  return converted.properties && converted.additionalProperties === undefined && !open
    ? { ...converted, additionalProperties: false }
    : converted;
}

/** Prose; what the API server fills in; formats that say no more than the type. */
const LEFT_OUT: ReadonlySet<string> = new Set(['description', 'default', 'format', 'title']);

function sorted<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}
