import { z } from 'zod';
import { MAX_WRITABLE_DIRS } from '../../../constructs/environment/sizes.ts';
import { choice, wanted } from '../../platform/fields.ts';
import { fillIn, LONGEST_VALUES, PLACEHOLDERS, unknownPlaceholders } from './placeholders.ts';
import {
  port,
  resources,
  seconds,
  urlPath,
  user,
  variableName,
  words,
  writableDir,
} from './fields.ts';
import { secretSuspicion } from './secrets.ts';

const app = z
  .strictObject({
    port: port
      .optional()
      .describe('Where the app listens, also in the variable PORT; 3000 by default.'),
    healthPath: urlPath
      .optional()
      .describe('Answers with a status below 400 once the app serves; /health by default.'),
    metricsPath: urlPath.optional().describe('Where metrics are read; /metrics by default.'),
    command: words.optional().describe("In place of the image's entrypoint."),
    args: words.optional().describe("In place of the image's arguments."),
    runAsUser: user.optional().describe('The number of the user it runs as; 1001 by default.'),
    startupSeconds: seconds
      .optional()
      .describe('How long a start may take before it counts as failed; 125 by default.'),
  })
  .describe('How the app runs and where it answers.');

const relativePath = (what: string) =>
  z
    .string({ error: wanted(what) })
    .regex(/^(?![/])(?!.*(?:^|\/)\.\.(?:\/|$))[A-Za-z0-9._/-]{1,200}$/, {
      error: wanted(`${what} inside the repository, without ".."`),
    });

const image = z
  .strictObject({
    context: relativePath('a directory such as web')
      .optional()
      .describe('What is built; "." by default.'),
    dockerfile: relativePath('a file such as Dockerfile')
      .optional()
      .describe('Relative to the context; Dockerfile by default.'),
    repository: z
      .string({ error: wanted('the name of an image such as ghcr.io/acme/shop-web') })
      .regex(
        /^(?=.{3,200}$)[a-z0-9]+(?:[.-][a-z0-9]+)*(?::\d{1,5})?(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)+$/,
        {
          error: wanted(
            'the name of an image such as ghcr.io/acme/shop-web, in lower case and without a tag: each commit has its own',
          ),
        },
      )
      .optional()
      .describe("The image, inside the project's registries; the project's by default."),
  })
  .describe('Where the image comes from.');

/** Plain values by name. A secret among them is refused: the file is for everybody to read. */
export const env = z
  .record(
    z.string().regex(variableName, {
      error: wanted('the name of a variable such as LOG_LEVEL, of letters, digits and "_"'),
    }),
    // Not `wanted`: what was given may be a secret.
    z
      .string({ error: 'expected a text; put quotes around it' })
      .max(8192, { error: 'expected a text of at most 8192 characters' }),
  )
  .superRefine((variables, context) => {
    for (const [name, value] of Object.entries(variables)) {
      const problem = variableProblem(name, value);
      if (problem) context.addIssue({ code: 'custom', path: [name], message: problem });
    }
  })
  .describe(`Variables of the container. ${PLACEHOLDERS} in a value are filled in.`);

function variableProblem(name: string, value: string): string | undefined {
  if (name === 'PORT') return 'is set from app.port; remove it here';
  // Shown nowhere: not even the length.
  if (value.includes('\0')) return 'holds a NUL character, which no variable can';
  const suspicion = secretSuspicion(
    name,
    fillIn(value, ({ kind }) => LONGEST_VALUES[kind]),
  );
  if (suspicion) {
    return `${suspicion}, and everybody who reads this file would know it; put it into a secret of the project and name that in envFrom`;
  }
  const [unknown] = unknownPlaceholders(value);
  return unknown === undefined ? undefined : `there is no ${unknown}; allowed are ${PLACEHOLDERS}`;
}

const secretName = z
  .string({ error: wanted("the name of one of the project's secrets") })
  .regex(/^[a-z0-9](?:[a-z0-9.-]{0,48}[a-z0-9])?$/, {
    error: wanted(
      "the name of one of the project's secrets, of lower-case letters, digits, - and .",
    ),
  });

/** Secrets of the project, whose keys become variables. */
export const envFrom = z
  .array(
    z.strictObject({
      secretRef: z.strictObject({ name: secretName }),
      configMapRef: z
        .never({
          error:
            'is not supported: an environment has no ConfigMap of yours; write plain values into env',
        })
        .optional(),
    }),
  )
  .max(10, { error: wanted('at most 10 secrets') })
  .describe('Secrets of the project; each of their keys becomes a variable.');

const route = z
  .union(
    [
      z.literal('none'),
      z.strictObject({
        path: urlPath.describe('A path of the main host, such as /api.'),
      }),
    ],
    { error: wanted('none, or a path of the main host such as {path: /api}') },
  )
  .describe('Where people reach it; by default at a host of its own.');

const ingress = z
  .strictObject({
    enabled: z.boolean().optional().describe('false: not reachable from outside.'),
    annotations: z
      .record(z.string(), z.string({ error: wanted('a text; put quotes around it') }))
      .optional()
      .describe('Only those that the platform allows.'),
  })
  .describe('The way in from outside.');

const metrics = z
  .strictObject({
    enabled: z.boolean().optional().describe("Whether the platform's Prometheus reads metrics."),
    interval: z
      .string({ error: wanted('a time such as 30s') })
      .regex(/^[1-9]\d{0,3}[smh]$/, { error: wanted('a time such as 30s or 1m') })
      .optional()
      .describe('How often; 30s by default.'),
  })
  .describe('Metrics for Prometheus.');

/** What can be said of the one app, or of each of several services. */
export const serviceShape = {
  app: app.optional(),
  image: image.optional(),
  resources: resources.optional(),
  env: env.optional(),
  envFrom: envFrom.optional(),
  writableDirs: z
    .array(writableDir)
    .max(MAX_WRITABLE_DIRS, { error: wanted(`at most ${MAX_WRITABLE_DIRS} directories`) })
    .optional()
    .describe('Directories the app may write to, empty at each start; /tmp always is one.'),
  migrate: words
    .optional()
    .describe(
      'Runs before each start of the app, in its image; a failure keeps the old version serving.',
    ),
  ingress: ingress.optional(),
  metrics: metrics.optional(),
};

export const serviceSchema = z.strictObject({ ...serviceShape, route: route.optional() });

export type ServiceInput = z.output<typeof serviceSchema>;

export const trigger = choice(
  ['automatic', 'on-demand'],
  'on-demand: an environment only for pull requests with the label of the platform.',
);
