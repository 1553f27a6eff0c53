import { App, Chart, type ChartProps } from 'cdk8s';
import { Budget } from '../../constructs/environment/budget.ts';
import { databaseKinds, DATABASE_NAMES } from '../../constructs/environment/databases/kinds.ts';
import { Isolation } from '../../constructs/environment/isolation.ts';
import { EnvironmentNamespace } from '../../constructs/environment/namespace.ts';
import { ProjectSecret } from '../../constructs/environment/project-secret.ts';
import { SEED } from '../../constructs/environment/seed-job.ts';
import { labels } from '../../constructs/labels.ts';
import { labelValue } from '../../constructs/names.ts';
import type { Platform } from '../platform/platform.ts';
import { addDatabase, addSeed, addService, ownLabels } from './components.ts';
import { demandsOf, projectSecretsOf } from './demands.ts';
import type { EnvironmentRecord } from './record.ts';
import { servicesOf } from './services.ts';

/** One chart a component; the id of each is the name of its file. */
export function environmentCharts(record: EnvironmentRecord, platform: Platform): Chart[] {
  const own = { namespace: record.id, labels: ownLabels(record) };
  const charts: Chart[] = [];
  // An app of its own for each: rendering one chart walks its whole app.
  const chart = (id: string, props: ChartProps = own) => {
    const made = new Chart(new App(), id, { ...props, disableResourceNameHashes: true });
    charts.push(made);
    return made;
  };
  const { config } = record;
  const services = servicesOf(config);
  const databases = DATABASE_NAMES.filter((name) => config.databases[name] !== undefined);
  const secrets = record.source.fork ? [] : projectSecretsOf(config);

  const namespace = chart('namespace', {});
  new EnvironmentNamespace(namespace, 'namespace', {
    name: record.id,
    labels: { ...ownLabels(record), [labels.branch]: labelValue(record.source.branch) },
    annotations: {
      [labels.createdAt]: record.lifecycle.createdAt,
      [labels.createdBy]: record.source.author,
      [labels.repository]: record.source.repository,
    },
  });
  const budget = chart('budget');
  new Budget(budget, 'budget', demandsOf(record));
  const isolation = chart('isolation');
  const { podCidr, serviceCidr, nodes } = platform.network;
  new Isolation(isolation, 'isolation', {
    services: services.map(({ name, port, route, metrics }) => ({
      ...{ name, port },
      ...{ routed: route.kind !== 'none', measured: metrics !== undefined },
    })),
    databases: databases.map((name) => databaseKinds[name]),
    jobs: config.seed ? [SEED] : [],
    forbidden: [podCidr, serviceCidr, ...nodes],
  });

  const parts = { record, platform };
  for (const service of services) addService(chart(service.name), service, parts);
  for (const name of databases) addDatabase(chart(name), name, parts);
  if (config.seed) addSeed(chart(SEED), config.seed, parts);
  if (secrets.length > 0) {
    const chartOfSecrets = chart('secrets');
    for (const key of secrets) {
      new ProjectSecret(chartOfSecrets, key, { key, projectId: record.project });
    }
  }
  return charts;
}
