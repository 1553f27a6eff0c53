import { z } from 'zod';
import {
  MAX_CONTAINER,
  MIN_CONTAINER,
  MIN_STORAGE,
} from '../../../constructs/environment/sizes.ts';
import { parseCpu, parseMemory } from '../../../constructs/quantity.ts';
import { cpu, memory, wanted } from '../../platform/fields.ts';
import { holdsSecret } from './secrets.ts';

const wantedPort = wanted(
  'a whole number from 1024 to 65535, where an app without privileges may listen',
);

export const port = z
  .int({ error: wantedPort })
  .min(1024, { error: wantedPort })
  .max(65_535, { error: wantedPort })
  .describe('Where the app listens; also in the variable PORT.');

/** A path of a URL that can stand in a probe, a route or a ServiceMonitor as it is. */
export const urlPath = z
  .string({ error: wanted('a path such as /health') })
  .regex(/^\/[A-Za-z0-9/_.~-]{0,200}$/, {
    error: wanted('a path such as /health, of letters, digits and / _ . ~ -'),
  });

const wantedWords = wanted('a list of words such as [npm, run, start]');

/** A program and its arguments; no shell is in between. */
export const words = z
  .array(
    z
      .string({ error: wanted('a text; put quotes around it') })
      .min(1, { error: wanted('a text that is not empty') })
      .max(4096, { error: wanted('a text of at most 4096 characters') })
      // Not `wanted`: nothing repeats it.
      .refine((text) => !holdsSecret(text), {
        error:
          'looks like a secret, and everybody who reads this file would know it; put it into a secret of the project, name that in envFrom and use its variable',
      }),
    { error: wantedWords },
  )
  .min(1, { error: wantedWords })
  .max(64, { error: wanted('at most 64 words') });

const wantedUser = wanted('the number of a user above 0, because nothing runs as root');

export const user = z
  .int({ error: wantedUser })
  .min(1, { error: wantedUser })
  .max(2_147_483_647, { error: wantedUser });

const wantedSeconds = wanted('a whole number of seconds from 10 to 1800');

export const seconds = z
  .int({ error: wantedSeconds })
  .min(10, { error: wantedSeconds })
  .max(1800, { error: wantedSeconds });

export const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Where a container may write; what the system needs for itself is left out. */
export const writableDir = z
  .string({ error: wanted('a directory such as /app/cache') })
  .regex(
    /^(?!\/(?:proc|sys|dev|etc|bin|sbin|lib|lib64|tmp)(?:\/|$))(?!\/(?:var\/)?run\/secrets(?:\/|$))(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]{1,64}){1,8}$/,
    {
      error: wanted(
        'a directory such as /app/cache, without "..", "//" and "/" at its end, and none of the system\'s own; /tmp can be written always',
      ),
    },
  );

export const storage = z
  .string({ error: wanted('a size such as 1Gi') })
  .refine((text) => within(text, parseMemory, MIN_STORAGE), {
    error: wanted(`a size such as 1Gi, at least ${MIN_STORAGE}`),
  })
  .meta({ pattern: '^\\d+(?:\\.\\d{1,3})?[KMGT]i?$' });

const containerCpu = cpu.refine(
  (text) => within(text, parseCpu, MIN_CONTAINER.cpu, MAX_CONTAINER.cpu),
  { error: wanted(`from ${MIN_CONTAINER.cpu} to ${MAX_CONTAINER.cpu}`) },
);
const containerMemory = memory.refine(
  (text) => within(text, parseMemory, MIN_CONTAINER.memory, MAX_CONTAINER.memory),
  { error: wanted(`from ${MIN_CONTAINER.memory} to ${MAX_CONTAINER.memory}`) },
);

const amounts = z.strictObject({ cpu: containerCpu, memory: containerMemory }).partial();

/** What a container asks for and may use; what is left out is the template's. */
export const resources = z
  .strictObject({
    requests: amounts.optional().describe('What the node keeps free for it.'),
    limits: amounts.optional().describe('What it may use at most.'),
  })
  .describe('CPU and memory of the container.');

export type ResourcesInput = z.output<typeof resources>;

function within(
  text: string,
  parse: (text: string) => number,
  least: string,
  most?: string,
): boolean {
  try {
    const value = parse(text);
    return value >= parse(least) && (most === undefined || value <= parse(most));
  } catch {
    return false;
  }
}
