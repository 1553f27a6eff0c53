import { z } from 'zod';
import { MAX_SERVICES } from '../../../constructs/environment/sizes.ts';
import { durationOrNever, wanted } from '../../platform/fields.ts';
import { databasesSchema } from './databases-schema.ts';
import { seconds, words } from './fields.ts';
import { env, envFrom, serviceSchema, serviceShape, trigger } from './service-schema.ts';

const serviceName = z.string().regex(/^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/, {
  error: wanted(
    'a name of at most 20 lower-case letters, digits and "-" that begins with a letter and does not end in "-"',
  ),
});

const services = z
  .record(serviceName, serviceSchema)
  .refine((all) => Object.keys(all).length > 0, { error: 'is empty; name a service or remove it' })
  .refine((all) => Object.keys(all).length <= MAX_SERVICES, {
    error: `holds too many services; at most ${MAX_SERVICES} are allowed`,
  });

const seed = z.strictObject({
  command: words.describe('The program and its arguments.'),
  service: serviceName
    .optional()
    .describe('Whose image and variables it has; the first by default.'),
  timeoutSeconds: seconds.optional().describe('Then it has failed; 600 by default.'),
});

/** `k8s-ee.yaml` as it is written, before the platform's bounds; also the `config` of a record. */
export const configSchema = z.strictObject({
  projectId: z
    .string({ error: wanted("the project's id in platform.yaml") })
    .describe("The project's id in platform.yaml."),
  trigger: trigger.optional(),
  ...serviceShape,
  env: env.optional().describe('Variables of every service.'),
  envFrom: envFrom.optional().describe('Secrets of the project that every service gets.'),
  services: services
    .optional()
    .describe('Several apps by name, in place of the one that the other keys describe.'),
  seed: seed.optional().describe('Runs once, when the app answers for the first time.'),
  databases: databasesSchema.prefault({}),
  ttl: durationOrNever
    .optional()
    .describe("How long it lives without a push; at most, and by default, the platform's."),
  sleepAfter: durationOrNever
    .optional()
    .describe(
      "How long nobody may have asked for it before it sleeps; by default, and at most, the platform's. `never`: for apps that only hold connections open.",
    ),
});

export type ConfigInput = z.output<typeof configSchema>;
