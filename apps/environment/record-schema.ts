import { z } from 'zod';
import { DATABASE_NAMES } from '../../constructs/environment/databases/kinds.ts';
import { isProjectId } from '../../constructs/names.ts';
import { cpu, memory, wanted } from '../platform/fields.ts';
import { databasesSchema } from './config/databases-schema.ts';
import { storage } from './config/fields.ts';
import { configSchema } from './config/schema.ts';

/** The decimal number of a pull request, without leading zeros. */
export const NUMBER_PATTERN = /^[1-9]\d{0,9}$/;

const time = z
  .string({ error: wanted('a time such as 2026-11-26T08:00:00Z') })
  .refine((text) => /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text)), {
    error: wanted('a time such as 2026-11-26T08:00:00Z'),
  });

const text = z.string().min(1);
const sha = z.string().regex(/^[0-9a-f]{40}$/, { error: wanted('a full commit SHA') });

const STATES = ['active', 'sleeping', 'destroying', 'pending'] as const;
const REASONS = ['queued', 'image', 'held', 'expired', 'closed', 'denied', 'removing'] as const;

/** Says which environment this is and whether it is to exist: a mistake here could delete a live one. */
export const identityShape = {
  number: z
    .string({ error: wanted('the number of the pull request as a string such as "7"') })
    .regex(NUMBER_PATTERN, { error: wanted('the number of the pull request such as "7"') })
    .describe('Of the pull request; a string, because Argo CD joins by it.'),
  project: z
    .string({ error: wanted("the project's id") })
    .refine(isProjectId, { error: wanted("a project's id") })
    .describe("The project's id in platform.yaml."),
  id: z.string({ error: wanted('the id of the environment such as shop-pr-7') }),
  state: z
    .enum(STATES, { error: wanted('active, sleeping or destroying') })
    .describe(
      'sleeping: keeps data, runs nothing. destroying: removes the environment. pending: nothing is deployed.',
    ),
  keep: z
    .enum(['open', 'preserved'], { error: wanted('open or preserved') })
    .describe('preserved: outlives its pull request until lifecycle.preservedUntil.'),
};

/** What a file says, as it is written into the record: read again by the same rules. */
const recordedConfig = z.looseObject({
  ...configSchema.shape,
  databases: databasesSchema.superRefine((databases, context) => {
    for (const [name, database] of Object.entries(databases)) {
      if (typeof database === 'object' && database.version && database.storage) continue;
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'expected its version and storage, as the generator writes them',
      });
    }
  }),
});

const amounts = z.object({ cpu, memory });

/** The record. Fields that are not known here are kept as they are, at every level. */
export const recordSchema = z.looseObject({
  ...identityShape,
  cause: z
    .looseObject({
      reason: z.enum(REASONS, { error: wanted(`one of ${REASONS.join(', ')}`) }),
      since: time,
      head: sha.optional(),
      by: text.optional(),
    })
    .optional()
    .describe('Why it is destroying or pending. Written by the generator.'),
  source: z.looseObject({
    repository: text,
    repositoryId: z.int().positive(),
    sha,
    branch: text,
    base: text,
    author: text,
    fork: z.boolean(),
  }),
  images: z.record(z.string(), text).describe('The image of each service.'),
  config: recordedConfig.describe('k8s-ee.yaml with its defaults filled in.'),
  data: z
    .looseObject({
      epoch: z.int().min(1),
      storage: z.partialRecord(z.enum(DATABASE_NAMES), storage),
      seedImage: text.optional().describe('What the seed first ran with.'),
      leaving: z
        .record(z.string(), z.object({ requests: amounts, limits: amounts }))
        .optional()
        .describe('What pods of versions before may hold until they are gone, by service.'),
    })
    .describe('What Kubernetes cannot change in place: fixed when a database is added.'),
  lifecycle: z.looseObject({
    createdAt: time,
    pushedAt: time,
    expiresAt: time
      .optional()
      .describe('When it is removed, unless it is pushed to before. Yours to change.'),
    preservedAt: time.optional().describe('Since when it is preserved. Written by the generator.'),
    preservedBy: text.optional().describe('Who preserved it. Written by the generator.'),
    requestedBy: text.optional().describe('Who asked for it. Written by the generator.'),
    heldBy: text.optional().describe('Set: the environment is taken down. Yours to change.'),
    approvedSha: sha.optional().describe('The commit of a fork that may run.'),
    approvedBy: text.optional().describe('Who approved it. Written by the generator.'),
    lastComment: z
      .int()
      .positive()
      .optional()
      .describe('The last comment whose command was taken.'),
    lastCommandBy: text.optional().describe('Who wrote it. Written by the generator.'),
    attempt: z.int().min(0).optional().describe('Counts the deployments of one commit.'),
    attemptedAt: time.optional().describe('When a failed sync was last tried again by itself.'),
    retries: z.int().min(0).optional().describe('How often it was tried again by itself.'),
    preservedUntil: time.optional().describe('When a preserved environment ends. Yours to change.'),
    sleptAt: time.optional().describe('Since when it sleeps. Written by the generator.'),
    wokenAt: time.optional().describe('When it was last woken. Written by the generator.'),
    pinned: z.boolean().optional().describe('true: keep this commit, whatever is pushed.'),
  }),
  template: text
    .optional()
    .describe(
      'What rendered it last: the release, and a mark of what platform.yaml says in manifests.',
    ),
  requests: z
    .looseObject({ cpu: text, memory: text, storage: text, pods: z.int().min(0) })
    .optional()
    .describe('What all pods together ask for. Written after rendering.'),
});
