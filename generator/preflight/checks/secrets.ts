import type { Platform } from '../../../apps/platform/config.ts';
import type { Installation } from '../../cluster/installation.ts';
import { findingsOf, listed, type Finding } from '../finding.ts';
import { requiredSecrets, type RequiredSecret } from '../required-secrets.ts';

const NEXT = 'docs/install.md has the command.';

/** The Secrets that people make are there, with their keys. Values are looked at for being empty only. */
export async function checkSecrets(cluster: Installation, platform: Platform): Promise<Finding[]> {
  const findings = await Promise.all(
    requiredSecrets(platform).map((wanted) => checkSecret(cluster, wanted)),
  );
  const label = await checkLabel(cluster, platform);
  return label ? [...findings, label] : findings;
}

async function checkSecret(cluster: Installation, wanted: RequiredSecret): Promise<Finding> {
  const { namespace, name, keys, purpose } = wanted;
  const found = findingsOf('secret');
  const place = `${namespace}/${name}`;
  const asked = await cluster.secret(namespace, name);
  if (asked.kind === 'unknown') return found.unknown(asked.reason);
  if (asked.value === undefined) return found.fail(`${place} is missing: ${purpose}`, NEXT);
  const { data } = asked.value;
  const has = (key: string) => (data[key] ?? '').trim() !== '';
  const missing = keys
    .filter((alternatives) => !alternatives.some((together) => together.every(has)))
    .map((alternatives) => alternatives.map((together) => together.join(' + ')).join(', or '));
  return missing.length === 0
    ? found.ok(`${place} has what is needed`)
    : found.fail(`${place} lacks ${listed(missing)}: ${purpose}`, NEXT);
}

const LABEL = 'argocd.argoproj.io/secret-type';

/** With strict token references Argo CD reads only what carries its label. */
async function checkLabel(
  cluster: Installation,
  { argocd }: Platform,
): Promise<Finding | undefined> {
  const { tokenRef, appSecretName } = argocd.github;
  const name = appSecretName ?? tokenRef?.secretName;
  if (name === undefined) return undefined;
  const asked = await cluster.secret(argocd.namespace, name);
  if (asked.kind === 'unknown' || asked.value === undefined) return undefined;
  const wanted = appSecretName === undefined ? ['scm-creds'] : ['repo-creds', 'repository'];
  const given = asked.value.labels[LABEL];
  if (given !== undefined && wanted.includes(given)) return undefined;
  return findingsOf('secret').fail(
    `${argocd.namespace}/${name} has not the label by which Argo CD may use it`,
    `kubectl -n ${argocd.namespace} label --overwrite secret ${name} ${LABEL}=${wanted[0]}`,
  );
}
