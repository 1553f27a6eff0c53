import { writableDir } from '../../../apps/environment/config/fields.ts';
import { APP_USER } from '../../../constructs/environment/web-service.ts';
import { databaseKinds } from '../../../constructs/environment/databases/kinds.ts';
import { sizeOf } from '../../../apps/environment/services.ts';
import { lineWith, readOnlyPlace } from '../log-lines.ts';
import { lastEnd, waitsFor } from '../pods.ts';
import {
  ofContainer,
  PLATFORM_TEAM,
  quoted,
  type Case,
  type ContainerSituation,
  type Found,
} from './case.ts';
import { killedBy } from './probe.ts';
import { commandField, wrongArchitecture } from './start.ts';

/** A case of a container that ended by itself, or by the kernel, and not well. */
function ofEnded(
  name: string,
  find: (situation: ContainerSituation, exitCode: number) => Found | undefined,
): Case {
  return ofContainer(name, (situation) => {
    const end = lastEnd(situation.trouble);
    const probed = end?.reason !== 'OOMKilled' && killedBy(situation) !== undefined;
    // What waits for another part is not what its people wrote.
    const theirs = waitsFor(situation.trouble) === undefined;
    const badly = end !== undefined && end.exitCode !== 0;
    return badly && !probed && theirs ? find(situation, end.exitCode) : undefined;
  });
}

const OUT_OF_MEMORY =
  /heap out of memory|OutOfMemoryError|Cannot allocate memory|\bMemoryError\b|\bENOMEM\b/i;

export const memory = ofEnded('it needs more memory', (situation) => {
  const { trouble, log } = situation;
  const killed = lastEnd(trouble)?.reason === 'OOMKilled';
  if (!killed && lineWith(log, OUT_OF_MEMORY) === undefined) return undefined;
  const { field, limit } = memoryLimit(situation);
  return {
    kind: 'out-of-memory',
    summary: killed
      ? `it used more memory than its limit of ${limit} and was ended`
      : `it says that its memory is used up; its limit is ${limit}`,
    fix: `raise \`${field}\` above ${limit}, or let it use less`,
    withLog: true,
  };
});

function memoryLimit({ part, record }: ContainerSituation): { field: string; limit: string } {
  const field = `${part.path}resources.limits.memory`;
  if (part.kind !== 'database') return { field, limit: part.service.size.limits.memory };
  const given = record.config.databases[part.database]?.resources;
  return { field, limit: sizeOf(given, databaseKinds[part.database].size).limits.memory };
}

export const architecture = ofEnded('its program is of another architecture', ({ log }) =>
  lineWith(log, /exec format error/i) === undefined ? undefined : wrongArchitecture,
);

export const readOnly = ofEnded('the root is read-only', ({ part, log }) => {
  const found = part.kind === 'database' ? undefined : readOnlyPlace(log);
  if (!found) return undefined;
  const { place } = found;
  const field = `\`${part.path}writableDirs\``;
  const fits = place && isDirectoryOfItsOwn(place.directory);
  return {
    kind: 'read-only-file-system',
    summary: place
      ? `it wants to write to ${quoted(place.path)}, but its root is read-only`
      : 'it wants to write to its root, which is read-only',
    fix: fits
      ? `add \`${place.directory}\` to ${field}, which is empty at each start, or write below \`/tmp\``
      : `let it write below \`/tmp\`, or into a directory of its own that ${field} names`,
    withLog: true,
  };
});

/** What is empty at each start must not be where the app itself lies. */
function isDirectoryOfItsOwn(directory: string): boolean {
  return directory.split('/').length > 2 && writableDir.safeParse(directory).success;
}

const PRIVILEGED_PORT =
  /(?:listen|bind\b).{0,80}(?:EACCES|permission denied)|EACCES.{0,40}:\d{1,3}\b/i;
const NOT_PERMITTED =
  /\bEACCES\b|\bEPERM\b|permission denied|operation not permitted|must be (?:run as )?root|requires root|\bErrno 13\b/i;

export const permission = ofEnded('its user may not do that', ({ part, log }) => {
  if (part.kind === 'database') return undefined;
  const { port, runAsUser = APP_USER } = part.service;
  if (lineWith(log, PRIVILEGED_PORT) !== undefined) {
    return {
      kind: 'runs-as-root',
      summary: 'it wants to listen on a port below 1024, for which it would have to be root',
      fix: `let it listen on \`PORT\`, which is ${port}, and name another in \`${part.path}app.port\` if need be`,
      withLog: true,
    };
  }
  if (lineWith(log, NOT_PERMITTED) === undefined) return undefined;
  return {
    kind: 'runs-as-root',
    summary: `it ends because its user ${runAsUser} may not do something`,
    fix: `set \`${part.path}app.runAsUser\` to the user the image is made for, or let the image run as any user`,
    withLog: true,
  };
});

export const disk = ofEnded('a disk is full', ({ part, log }) => {
  if (lineWith(log, /\bENOSPC\b|no space left on device/i) === undefined) return undefined;
  return {
    kind: 'disk-full',
    summary: 'its disk is full',
    fix:
      part.kind === 'database'
        ? `remove \`${part.path.slice(0, -1)}\`, and add it again with a larger \`storage\`; or ${PLATFORM_TEAM}`
        : `let it write less; or ${PLATFORM_TEAM}`,
    withLog: true,
  };
});

export const notFound = ofEnded('a program is not in the image', (situation, exitCode) => {
  if (exitCode !== 127 && exitCode !== 126) return undefined;
  if (situation.part.kind === 'database') return undefined;
  return {
    kind: 'bad-command',
    summary: `a program it wants to run ${exitCode === 127 ? 'is not in the image' : 'may not be run'}: exit code ${exitCode}`,
    fix: `correct \`${commandField(situation)}\`, or put the program into the image`,
    withLog: true,
  };
});
