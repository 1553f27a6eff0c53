import { holdsSecret, secretSuspicion } from '../../config/secrets.ts';
import { databaseVariables } from '../../variables.ts';
import { containersOf, type Container, type KubeObject } from '../object.ts';
import { finding, findIf, got, type CheckContext, type Finding, type Rule } from '../rule.ts';

const HELD = 'holds what looks like a secret; use a variable with valueFrom';

/** No secret in Git: secrets are made in the cluster, or come from the project's own store. */
export const secretRule: Rule = (object, context) =>
  object.kind === 'ExternalSecret'
    ? storeFindings(object, context)
    : containersOf(object).flatMap(({ path, container }) =>
        containerFindings(path, container, context),
      );

/** The value itself is repeated nowhere. */
function containerFindings(
  path: string,
  { env = [], command = [], args = [] }: Container,
  { record }: CheckContext,
): Finding[] {
  // What it takes for a key to a bucket is a user's name there.
  const own = databaseVariables(record.config);
  const isOwn = (name: string, value: string) =>
    own.some((one) => one.name === name && one.value === value);
  return [
    ...env.flatMap(({ name, value }) => {
      if (value === undefined || isOwn(name, value)) return [];
      const suspicion = secretSuspicion(name, value);
      return suspicion
        ? [finding(`${path}.env[${name}].value`, `${suspicion}; use valueFrom`)]
        : [];
    }),
    ...findIf(command.some(holdsSecret), `${path}.command`, HELD),
    ...findIf(args.some(holdsSecret), `${path}.args`, HELD),
  ];
}

/** A store holds what is the project's own, and a fork's code must not read it. */
function storeFindings(object: KubeObject, { record }: CheckContext): Finding[] {
  const own = `project-${record.project}`;
  return storesOf(object).flatMap(({ field, store }) => {
    if (record.source.fork)
      return [finding(field, 'a pull request from a fork gets no secret of the project')];
    return store.kind === 'ClusterSecretStore' && store.name === own
      ? []
      : [finding(field, `expected ClusterSecretStore "${own}", got ${got(store)}`)];
  });
}

type StoreRef = { readonly kind?: string; readonly name?: string };
type Entry = { readonly sourceRef?: { readonly storeRef?: StoreRef } };
type NamedStore = { readonly field: string; readonly store: StoreRef };

/** One for the whole, and each entry may name another. */
function storesOf({ spec = {} }: KubeObject): NamedStore[] {
  const {
    secretStoreRef,
    data = [],
    dataFrom = [],
  } = spec as {
    secretStoreRef?: StoreRef;
    data?: readonly Entry[];
    dataFrom?: readonly Entry[];
  };
  const ofEntries = (list: string, entries: readonly Entry[]) =>
    entries.map(({ sourceRef }, nth) => ({
      field: `spec.${list}[${nth}].sourceRef.storeRef`,
      store: sourceRef?.storeRef,
    }));
  return [
    { field: 'spec.secretStoreRef', store: secretStoreRef },
    ...ofEntries('data', data),
    ...ofEntries('dataFrom', dataFrom),
  ].filter((one): one is NamedStore => one.store !== undefined);
}
