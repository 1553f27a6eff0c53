type Schema = {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly not?: object;
};

/** Paths of everything a schema lets people say: `app.port`, `services.*.route.path`, `env.*`, `args[]`. */
export function leavesOf(schema: Schema, path = ''): string[] {
  // A key of a later release: refused.
  if (schema.not) return [];
  const below = [
    ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]) =>
      leavesOf(inner, path === '' ? key : `${path}.${key}`),
    ),
    ...(typeof schema.additionalProperties === 'object'
      ? leavesOf(schema.additionalProperties, `${path}.*`)
      : []),
    ...(schema.items ? leavesOf(schema.items, `${path}[]`) : []),
    ...(schema.anyOf ?? []).flatMap((inner) => leavesOf(inner, path)),
  ];
  return below.length > 0 ? [...new Set(below)] : [path];
}
