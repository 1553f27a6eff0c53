import type {
  DatabaseName,
  DatabaseOptions,
} from '../../../constructs/environment/databases/kind.ts';
import type { ResourcesInput } from './fields.ts';
import type { ConfigInput } from './schema.ts';

/** What a file asks of one database; further options are the kind's own. */
export type DatabaseConfig = DatabaseOptions & {
  readonly version: string;
  readonly storage: string;
  readonly resources?: ResourcesInput | undefined;
};

/** `k8s-ee.yaml` with the main defaults filled in: the shape of an app, as its team describes it. */
export type EnvironmentConfig = Omit<ConfigInput, 'databases'> & {
  readonly databases: Readonly<Partial<Record<DatabaseName, DatabaseConfig>>>;
};
