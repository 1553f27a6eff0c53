import type { Chart } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { Database, waitingFor } from '../../constructs/environment/databases/database.ts';
import { databaseKinds, DATABASE_NAMES } from '../../constructs/environment/databases/kinds.ts';
import type { DatabaseName } from '../../constructs/environment/databases/kinds.ts';
import { Metrics } from '../../constructs/environment/metrics.ts';
import { projectSecretName } from '../../constructs/environment/project-secret.ts';
import { Route } from '../../constructs/environment/route.ts';
import { SeedJob } from '../../constructs/environment/seed-job.ts';
import { WebService } from '../../constructs/environment/web-service.ts';
import { labels } from '../../constructs/labels.ts';
import { throughMiddlewares } from '../../constructs/platform/middleware.ts';
import { PREVIEWS_LOGIN } from '../platform/components/login-names.ts';
import { findProject, type Platform } from '../platform/platform.ts';
import type { EnvironmentConfig } from './config.ts';
import { seededService } from './demands.ts';
import { addressOf } from './hosts.ts';
import type { EnvironmentRecord } from './record.ts';
import { sizeOf, type Service } from './services.ts';
import { seedVariablesOf, variablesOf } from './variables.ts';

type Parts = { readonly record: EnvironmentRecord; readonly platform: Platform };

/** On everything of an environment. */
export function ownLabels({ project, number }: EnvironmentRecord): Record<string, string> {
  return {
    [labels.type]: 'ephemeral',
    [labels.projectId]: project,
    [labels.prNumber]: number,
    [labels.managedBy]: 'k8s-ephemeral-environments',
  };
}

/** An app with its way in and its metrics. */
export function addService(chart: Chart, service: Service, { record, platform }: Parts): void {
  const waiting = waitingOf(record.config);
  new WebService(chart, 'service', {
    ...appOf(service, { record, platform }),
    ...(service.command && { command: service.command }),
    ...(service.args && { args: service.args }),
    ...(service.startupSeconds !== undefined && { startSeconds: service.startupSeconds }),
    ...(service.migrate && { migrate: service.migrate }),
    waiting: waiting.containers,
    waitingSeconds: waiting.seconds,
    asleep: record.state === 'sleeping',
    podLabels: { ...ownLabels(record), [labels.commitSha]: record.source.sha },
    ...(record.lifecycle.attempt && {
      podAnnotations: { [labels.attempt]: String(record.lifecycle.attempt) },
    }),
  });
  const address = addressOf(service, record.id, platform.domain);
  if (address && record.state !== 'sleeping') {
    new Route(chart, 'route', {
      ...address,
      annotations: {
        ...service.annotations,
        // Last: what a k8s-ee.yaml may set must not take the login away.
        ...(isForTeam(record, platform) && throughMiddlewares(PREVIEWS_LOGIN)),
      },
      service: { name: service.name, port: 'http' },
    });
  }
  if (service.metrics) new Metrics(chart, 'metrics', { service: service.name, ...service.metrics });
}

/** A project that vanished from `platform.yaml` has no policy any more; its environments stay as they are. */
function isForTeam({ project }: EnvironmentRecord, platform: Platform): boolean {
  return findProject(platform, project)?.policy.access === 'team';
}

/** A database of its own, with the sizes it was made with. */
export function addDatabase(chart: Chart, name: DatabaseName, { record }: Parts): void {
  const { version, storage, resources, ...options } = record.config.databases[name]!;
  const kind = databaseKinds[name];
  new Database(chart, 'database', {
    ...{ kind, version, options },
    storage: record.data.storage[name] ?? storage,
    size: sizeOf(resources, kind.size),
    epoch: record.data.epoch,
    asleep: record.state === 'sleeping',
    podLabels: ownLabels(record),
  });
}

/** The Job that fills the databases; a later image changes nothing in it, as Kubernetes would refuse that. */
export function addSeed(
  chart: Chart,
  seed: NonNullable<EnvironmentConfig['seed']>,
  { record, platform }: Parts,
): void {
  const service = seededService(record.config);
  if (!service) throw new Error(`seed.service: there is no service "${seed.service ?? ''}"`);
  const app = appOf(service, { record, platform });
  new SeedJob(chart, 'seed', {
    command: seed.command,
    service: {
      ...app,
      image: record.data.seedImage ?? app.image,
      variables: seedVariablesOf(service, record, platform.domain),
    },
    epoch: record.data.epoch,
    ...(seed.timeoutSeconds !== undefined && { timeoutSeconds: seed.timeoutSeconds }),
    podLabels: ownLabels(record),
  });
}

function appOf(service: Service, { record, platform }: Parts) {
  const { name, port, healthPath, size, writableDirs, runAsUser, envFrom } = service;
  const image = record.images[name];
  if (image === undefined) throw new Error(`images.${name} is missing in the record`);
  return {
    ...{ name, port, healthPath, size, writableDirs, image },
    ...(runAsUser !== undefined && { user: runAsUser }),
    variables: variablesOf(service, record, platform.domain),
    // A fork's environment gets none: who opens a pull request from a fork chooses what runs there.
    secrets: record.source.fork ? [] : envFrom.map(projectSecretName),
  };
}

/** Every app waits for every database: its credentials work before the app starts. */
function waitingOf({ databases }: EnvironmentConfig): {
  readonly containers: k8s.Container[];
  readonly seconds: number;
} {
  const names = DATABASE_NAMES.filter((name) => databases[name] !== undefined);
  return {
    containers: names.map((name) =>
      waitingFor(databaseKinds[name], {
        version: databases[name]!.version,
        options: databases[name]!,
      }),
    ),
    seconds: Math.max(0, ...names.map((name) => databaseKinds[name].startSeconds)),
  };
}
