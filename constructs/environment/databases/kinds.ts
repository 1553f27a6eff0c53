import type { DatabaseKind, DatabaseName } from './kind.ts';
import { mariadb } from './mariadb.ts';
import { minio } from './minio.ts';
import { mongodb } from './mongodb.ts';
import { postgresql } from './postgresql.ts';
import { redis } from './redis.ts';

export { DATABASE_NAMES, type DatabaseName } from './kind.ts';

/** Every database an environment may have. */
export const databaseKinds: Readonly<Record<DatabaseName, DatabaseKind>> = {
  ...{ postgresql, mongodb, redis, minio, mariadb },
};
