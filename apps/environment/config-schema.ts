import { z } from 'zod';
import { POSTGRESQL_VERSIONS } from '../../constructs/environment/postgresql-image.ts';
import { MIN_STORAGE } from '../../constructs/environment/sizes.ts';
import { parseMemory } from '../../constructs/quantity.ts';
import { wanted } from '../platform/fields.ts';

/** A key that a later release brings: refused, so that nobody relies on it in vain. */
const later = z
  .never({ error: 'is not supported yet; remove it' })
  .optional()
  .describe('Not supported yet.');

const port = z
  .int({
    error: wanted('a whole number from 1024 to 65535, where an app without privileges may listen'),
  })
  .min(1024, {
    error: wanted('a whole number from 1024 to 65535, where an app without privileges may listen'),
  })
  .max(65_535, { error: wanted('a whole number from 1024 to 65535') })
  .default(3000)
  .describe('Where the app listens; also in the variable PORT.');

const healthPath = z
  .string({ error: wanted('a path such as /health') })
  .regex(/^\/[A-Za-z0-9/_.~-]{0,200}$/, {
    error: wanted('a path such as /health, of letters, digits and / _ . ~ -'),
  })
  .default('/health')
  .describe('Answers with a status below 400 once the app serves.');

const storage = z
  .string({ error: wanted('a size such as 1Gi') })
  .refine(isStorage, { error: wanted(`a size such as 1Gi, at least ${MIN_STORAGE}`) })
  .meta({ pattern: '^\\d+(?:\\.\\d{1,3})?[KMGT]i?$' });

function isStorage(text: string): boolean {
  try {
    return parseMemory(text) >= parseMemory(MIN_STORAGE);
  } catch {
    return false;
  }
}

/** YAML reads `version: 17` as a number. */
const postgresqlVersion = z
  .union([z.string(), z.number()], { error: wanted(`one of ${POSTGRESQL_VERSIONS.join(', ')}`) })
  .transform(String)
  .refine((text) => (POSTGRESQL_VERSIONS as readonly string[]).includes(text), {
    error: wanted(`one of ${POSTGRESQL_VERSIONS.join(', ')}`),
  });

const postgresql = z
  .union([
    z.boolean(),
    z.strictObject({
      enabled: z.boolean().optional(),
      version: postgresqlVersion.optional().describe('The major version; 17 by default.'),
      storage: storage
        .optional()
        .describe('Size of the volume, fixed when the database is added; 1Gi by default.'),
      bootstrap: later,
    }),
  ])
  .optional()
  .describe('A PostgreSQL database of its own; its address is in DATABASE_URL and PG*.');

/** `k8s-ee.yaml` as it is written, before the platform's bounds. */
export const configSchema = z.strictObject({
  projectId: z
    .string({ error: wanted("the project's id in platform.yaml") })
    .describe("The project's id in platform.yaml."),
  app: z
    .strictObject({
      port,
      healthPath,
      ...{ metricsPath: later, command: later, args: later, runAsUser: later },
      startupSeconds: later,
    })
    .prefault({}),
  databases: z
    .strictObject({ postgresql, mongodb: later, redis: later, minio: later, mariadb: later })
    .prefault({}),
  ...{ trigger: later, image: later, resources: later, env: later, envFrom: later },
  ...{ writableDirs: later, ingress: later, metrics: later, services: later },
  ...{ migrate: later, seed: later, sleepAfter: later, ttl: later },
});
