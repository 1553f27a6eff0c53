import { App, Chart } from 'cdk8s';
import { Budget } from '../../constructs/environment/budget.ts';
import type { PodDemand } from '../../constructs/environment/demand.ts';
import { Isolation } from '../../constructs/environment/isolation.ts';
import { EnvironmentNamespace } from '../../constructs/environment/namespace.ts';
import { Postgresql, POSTGRESQL_START_SECONDS } from '../../constructs/environment/postgresql.ts';
import { Route } from '../../constructs/environment/route.ts';
import { literal, WebService } from '../../constructs/environment/web-service.ts';
import { labels } from '../../constructs/labels.ts';
import { environmentHost, labelValue } from '../../constructs/names.ts';
import type { Platform } from '../platform/platform.ts';
import type { EnvironmentRecord } from './record.ts';

/** The database of a record, with the sizes it was made with. */
type Database = { readonly version: string; readonly storage: string };

/** One chart a component; the id of each is the name of its file. */
export function environmentCharts(record: EnvironmentRecord, platform: Platform): Chart[] {
  const app = new App();
  const own = ownLabels(record);
  const chart = (id: string) =>
    new Chart(app, id, { namespace: record.id, labels: own, disableResourceNameHashes: true });
  const database = databaseOf(record);
  const names = { name: 'app', port: record.config.app.port };

  const namespace = new Chart(app, 'namespace', { disableResourceNameHashes: true });
  new EnvironmentNamespace(namespace, 'namespace', {
    name: record.id,
    labels: { ...own, [labels.branch]: labelValue(record.source.branch) },
    annotations: {
      [labels.createdAt]: record.lifecycle.createdAt,
      [labels.createdBy]: record.source.author,
      [labels.repository]: record.source.repository,
    },
  });
  const budget = chart('budget');
  new Budget(budget, 'budget', {
    pods: podDemands(record),
    objects: database
      ? { ...Postgresql.objects, services: Postgresql.objects.services + 1 }
      : { services: 1, configMaps: 0, secrets: 0 },
  });
  const isolation = chart('isolation');
  const { podCidr, serviceCidr, nodes } = platform.network;
  new Isolation(isolation, 'isolation', {
    routed: names,
    databases: database ? [Postgresql.network] : [],
    forbidden: [podCidr, serviceCidr, ...nodes],
  });
  const web = chart('app');
  addApp(web, { record, platform, database });
  const charts = [namespace, budget, isolation, web];
  if (!database) return charts;
  const postgresql = chart('postgresql');
  new Postgresql(postgresql, 'postgresql', {
    ...database,
    epoch: record.data.epoch,
    podLabels: own,
  });
  return [...charts, postgresql];
}

/** Every pod the environment may have at once. */
export function podDemands(record: EnvironmentRecord): PodDemand[] {
  const database = databaseOf(record);
  return [
    WebService.demand(database !== undefined),
    ...(database ? [Postgresql.demand(database)] : []),
  ];
}

function databaseOf({ config, data }: EnvironmentRecord): Database | undefined {
  const { postgresql } = config.databases;
  return (
    postgresql && {
      version: postgresql.version,
      storage: data.storage.postgresql ?? postgresql.storage,
    }
  );
}

function ownLabels({ project, number }: EnvironmentRecord): Record<string, string> {
  return {
    [labels.type]: 'ephemeral',
    [labels.projectId]: project,
    [labels.prNumber]: number,
    [labels.managedBy]: 'k8s-ephemeral-environments',
  };
}

function addApp(
  chart: Chart,
  parts: {
    readonly record: EnvironmentRecord;
    readonly platform: Platform;
    readonly database: Database | undefined;
  },
): void {
  const { record, platform, database } = parts;
  const { sha, branch } = record.source;
  const host = environmentHost(record.id, platform.domain);
  new WebService(chart, 'service', {
    name: 'app',
    image: record.images.app,
    port: record.config.app.port,
    healthPath: record.config.app.healthPath,
    variables: [
      { name: 'PR_NUMBER', value: record.number },
      { name: 'COMMIT_SHA', value: sha },
      { name: 'APP_VERSION', value: sha.slice(0, 7) },
      { name: 'BRANCH_NAME', value: literal(branch) },
      { name: 'PREVIEW_URL', value: `https://${host}` },
      ...(database ? Postgresql.variables() : []),
    ],
    ...(database && {
      initContainers: [Postgresql.waiting(database.version)],
      initSeconds: POSTGRESQL_START_SECONDS,
    }),
    podLabels: { ...ownLabels(record), [labels.commitSha]: sha },
  });
  new Route(chart, 'route', { host, service: { name: 'app', port: 'http' } });
}
