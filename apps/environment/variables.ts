import type { k8s } from 'cdk8s-plus-28';
import { databaseKinds, DATABASE_NAMES } from '../../constructs/environment/databases/kinds.ts';
import { literal } from '../../constructs/environment/web-service.ts';
import { environmentHost } from '../../constructs/names.ts';
import type { EnvironmentConfig } from './config.ts';
import { fillIn, placeholdersOf, type Placeholder } from './config/placeholders.ts';
import { addressOf, urlOf } from './hosts.ts';
import type { EnvironmentRecord } from './record.ts';
import { servicesOf, type Service } from './services.ts';

/** How an app reaches the databases of its environment. */
export function databaseVariables({
  databases,
}: Pick<EnvironmentConfig, 'databases'>): k8s.EnvVar[] {
  const names = DATABASE_NAMES.filter((name) => databases[name] !== undefined);
  return names.flatMap((name) =>
    databaseKinds[name].variables({ ...databases[name], among: names }),
  );
}

/** Variables that each push changes. */
const OF_THE_HEAD: readonly string[] = ['COMMIT_SHA', 'APP_VERSION', 'BRANCH_NAME'];

/** What the seed is told: all that its service is, but nothing of the head, because a Job cannot change. */
export function seedVariablesOf(
  service: Service,
  record: EnvironmentRecord,
  domain: string,
): k8s.EnvVar[] {
  const moving = Object.entries(service.env)
    .filter(([, value]) => placeholdersOf(value).some(({ kind }) => kind === 'sha'))
    .map(([name]) => name);
  const left = [...OF_THE_HEAD, ...moving];
  return variablesOf(service, record, domain).filter(({ name }) => !left.includes(name));
}

/** What an app is told: about its pull request, its databases, and by its own file, which has the last word. */
export function variablesOf(
  service: Service,
  record: EnvironmentRecord,
  domain: string,
): k8s.EnvVar[] {
  const { sha, branch } = record.source;
  const told: k8s.EnvVar[] = [
    { name: 'PREVIEW', value: 'true' },
    { name: 'PR_NUMBER', value: record.number },
    { name: 'COMMIT_SHA', value: sha },
    { name: 'APP_VERSION', value: sha.slice(0, 7) },
    { name: 'BRANCH_NAME', value: literal(branch) },
    { name: 'PREVIEW_URL', value: `https://${environmentHost(record.id, domain)}` },
    ...databaseVariables(record.config),
  ];
  const valueOf = placeholderValues(record, domain);
  // Sorted as the record has them: read from there again, they must not change places.
  const own = Object.entries(service.env)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value: literal(fillIn(value, valueOf)) }));
  // Twice the same name is refused by Kubernetes when it merges lists by name.
  return [...told.filter(({ name }) => !(name in service.env)), ...own];
}

function placeholderValues(
  { id, number, source, config }: EnvironmentRecord,
  domain: string,
): (placeholder: Placeholder) => string {
  const services = servicesOf(config);
  const host = environmentHost(id, domain);
  return (placeholder) => {
    switch (placeholder.kind) {
      case 'url':
        return `https://${host}`;
      case 'host':
        return host;
      case 'number':
        return number;
      case 'sha':
        return source.sha;
      case 'serviceInternalUrl':
        return `http://${placeholder.service}`;
      case 'serviceUrl': {
        const service = services.find(({ name }) => name === placeholder.service);
        const address = service && addressOf(service, id, domain);
        if (!address)
          throw new Error(`service "${placeholder.service}" is not reachable from outside`);
        return urlOf(address);
      }
    }
  };
}
