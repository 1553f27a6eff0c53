import {
  databaseDemand,
  databaseObjects,
} from '../../constructs/environment/databases/database.ts';
import { databaseKinds, DATABASE_NAMES } from '../../constructs/environment/databases/kinds.ts';
import type { BudgetProps } from '../../constructs/environment/budget.ts';
import type { PodDemand } from '../../constructs/environment/demand.ts';
import { SeedJob } from '../../constructs/environment/seed-job.ts';
import { WebService } from '../../constructs/environment/web-service.ts';
import type { EnvironmentRecord } from './record.ts';
import type { Leaving } from './leaving.ts';
import { servicesOf, sizeOf, type Service } from './services.ts';

type Sized = Pick<EnvironmentRecord, 'config' | 'data'>;

/** Everything that counts against the quota of an environment, at the worst moment of an update. */
export function demandsOf({ config, data }: Sized): BudgetProps {
  const services = servicesOf(config);
  const names = DATABASE_NAMES.filter((name) => config.databases[name] !== undefined);
  const objects = names.map((name) =>
    databaseObjects(databaseKinds[name], config.databases[name]!),
  );
  const sum = (what: 'services' | 'configMaps' | 'secrets') =>
    objects.reduce((total, one) => total + one[what], 0);
  const seeded = seededService(config);
  return {
    pods: [
      ...services.flatMap((service) => podsOf(service, names.length > 0, data.leaving)),
      ...(seeded ? [SeedJob.demand(seeded)] : []),
      ...names.map((name) =>
        databaseDemand({
          kind: databaseKinds[name],
          storage: data.storage[name] ?? config.databases[name]!.storage,
          size: sizeOf(config.databases[name]!.resources, databaseKinds[name].size),
        }),
      ),
    ],
    objects: {
      services: services.length + sum('services'),
      configMaps: sum('configMaps'),
      secrets: projectSecretsOf(config).length + sum('secrets'),
    },
  };
}

/** Two of them during an update, of which one may be larger than its successor. */
function podsOf(service: Service, waits: boolean, leaving: Leaving = {}): PodDemand[] {
  const demand = WebService.demand(service, waits);
  const before = leaving[service.name];
  if (!before) return [demand];
  const leaves = { count: 1, containers: [before], initContainers: [], storage: [] };
  return [{ ...demand, count: 1 }, leaves];
}

/** The service whose image and variables the seed has. */
export function seededService(config: EnvironmentRecord['config']) {
  if (!config.seed) return undefined;
  const services = servicesOf(config);
  const { service: wanted } = config.seed;
  return wanted === undefined ? services[0] : services.find(({ name }) => name === wanted);
}

/** Names of the project's secrets that any of its services uses. */
export function projectSecretsOf(config: EnvironmentRecord['config']): string[] {
  return [...new Set(servicesOf(config).flatMap(({ envFrom }) => envFrom))].sort();
}
