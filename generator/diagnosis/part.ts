import { seededService } from '../../apps/environment/demands.ts';
import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import { servicesOf, type Service } from '../../apps/environment/services.ts';
import {
  databaseKinds,
  DATABASE_NAMES,
  type DatabaseName,
} from '../../constructs/environment/databases/kinds.ts';
import { SEED } from '../../constructs/environment/seed-job.ts';

/** A piece of an environment that has pods of its own. */
export type Part = {
  /** `app.kubernetes.io/name` of its pods. */
  readonly name: string;
  /** As people know it: `app`, `service worker`, `database postgresql`, `seed`. */
  readonly title: string;
  /** Where `k8s-ee.yaml` says more about it, with the dot at its end: `services.worker.`; empty: at the top. */
  readonly path: string;
} & (
  | { readonly kind: 'service'; readonly service: Service }
  | { readonly kind: 'database'; readonly database: DatabaseName }
  /** `service`: the one whose image it has. */
  | { readonly kind: 'seed'; readonly service: Service }
);

/** What an environment is made of: what others wait for comes before them. */
export function partsOf({ config }: Pick<EnvironmentRecord, 'config'>): Part[] {
  const pathOf = (name: string) => (config.services ? `services.${name}.` : '');
  const seeded = seededService(config);
  return [
    ...DATABASE_NAMES.filter((name) => config.databases[name] !== undefined).map((name): Part => ({
      ...{ kind: 'database', name, database: name },
      title: `database ${name}`,
      path: `databases.${name}.`,
    })),
    ...servicesOf(config).map((service): Part => ({
      ...{ kind: 'service', name: service.name, service },
      title: config.services ? `service ${service.name}` : service.name,
      path: pathOf(service.name),
    })),
    ...(seeded
      ? [
          {
            ...{ kind: 'seed' as const, name: SEED, service: seeded },
            title: SEED,
            path: pathOf(seeded.name),
          },
        ]
      : []),
  ];
}

/** How long a start may take before it counts as failed. Seconds. */
export function startSeconds(part: Part): number {
  if (part.kind === 'database') return databaseKinds[part.database].startSeconds;
  return part.service.startupSeconds ?? 125;
}

/** Whether a controller makes the pods of a part: `web-7d4b9c`, a ReplicaSet, or `postgresql-2`, a StatefulSet. */
export function makesPodsOf(
  { name }: Part,
  about: { readonly kind: string; readonly name: string },
): boolean {
  const { kind, name: maker } = about;
  if (kind === 'ReplicaSet' || kind === 'Job') return maker.replace(/-[a-z0-9]+$/, '') === name;
  if (kind === 'StatefulSet') return maker.replace(/-\d+$/, '') === name;
  return kind === 'Deployment' && maker === name;
}
