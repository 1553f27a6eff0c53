import { findIf, got, type Rule } from '../rule.ts';

/** Everything stands in the environment's own namespace; the one Namespace is that. */
export const namespaceRule: Rule = ({ kind, metadata }, { record: { id } }) => {
  const [field, value] =
    kind === 'Namespace'
      ? ['metadata.name', metadata.name]
      : ['metadata.namespace', metadata.namespace];
  return findIf(value !== id, field, `expected "${id}", the environment's own, got ${got(value)}`);
};
