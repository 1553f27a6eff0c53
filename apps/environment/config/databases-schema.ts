import { z } from 'zod';
import {
  databaseKinds,
  type DatabaseName,
} from '../../../constructs/environment/databases/kinds.ts';
import { wanted } from '../../platform/fields.ts';
import { resources, storage } from './fields.ts';

/** `true`, or what differs from the defaults. */
function database<T extends z.ZodRawShape>(name: DatabaseName, description: string, more: T) {
  const { versions, defaultVersion, defaultStorage } = databaseKinds[name];
  const allowed = Object.keys(versions);
  const version = z
    // YAML reads `version: 17` and `version: 8.0` as numbers, the latter as 8.
    .union([z.string(), z.number()], { error: wanted(`one of ${allowed.join(', ')}`) })
    .transform((given) => {
      const text = String(given);
      return allowed.includes(text) ? text : (allowed.find((one) => one === `${text}.0`) ?? text);
    })
    .refine((text) => allowed.includes(text), { error: wanted(`one of ${allowed.join(', ')}`) })
    .meta({ enum: [...allowed, ...allowed.map(Number)] });
  return z
    .union([
      z.boolean(),
      z.strictObject({
        enabled: z.boolean().optional(),
        version: version.optional().describe(`${defaultVersion} by default.`),
        storage: storage
          .optional()
          .describe(
            `Size of the volume, fixed when the database is added; ${defaultStorage} by default.`,
          ),
        resources: resources.optional(),
        ...more,
      }),
    ])
    .optional()
    .describe(description);
}

const statements = z.array(
  z
    .string({ error: wanted('a text with SQL') })
    .max(32_768, { error: wanted('at most 32768 characters') }),
);

/** Run once, at the first start of an empty database. */
const bootstrap = z
  .strictObject({
    initSQL: statements
      .optional()
      .describe('As superuser in the database "postgres", before the app\'s database is made.'),
    postInitApplicationSQL: statements
      .optional()
      .describe("In the app's database, with superuser rights: extensions belong here."),
  })
  .describe('SQL for the first start of an empty database.');

const bucket = z
  .string({ error: wanted('the name of a bucket such as data') })
  .regex(/^[a-z0-9](?:[a-z0-9-]{1,61}[a-z0-9])$/, {
    error: wanted('the name of a bucket of 3 to 63 lower-case letters, digits and "-"'),
  });

export const databasesSchema = z.strictObject({
  postgresql: database(
    'postgresql',
    'A PostgreSQL database of its own; its address is in DATABASE_URL and PG*.',
    { bootstrap: bootstrap.optional() },
  ),
  mongodb: database('mongodb', 'A MongoDB replica set of one; its address is in MONGODB_URL.', {}),
  redis: database('redis', 'Valkey, which speaks as Redis does; its address is in REDIS_URL.', {
    eviction: z
      .enum(['noeviction', 'allkeys-lru'], { error: wanted('noeviction or allkeys-lru') })
      .optional()
      .describe('What happens when memory is full; noeviction, as queues need it, by default.'),
  }),
  minio: database(
    'minio',
    'Storage that speaks S3, with one bucket; its address is in S3_ENDPOINT.',
    {
      bucket: bucket.optional().describe('data by default.'),
    },
  ),
  mariadb: database('mariadb', 'A MariaDB database of its own; its address is in MYSQL_URL.', {}),
});
