import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from '../../../../constructs/environment/databases/database.ts';
import type {
  DatabaseKind,
  DatabaseOptions,
} from '../../../../constructs/environment/databases/kind.ts';
import { only, render, type Container } from '../rendered.ts';
import { repositoryRoot } from '../../../support/source-tree.ts';

type Probe = { readonly exec: { readonly command: readonly string[] } };
type Server = Container & {
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly readinessProbe: Probe;
  readonly startupProbe: Probe;
  readonly livenessProbe: { readonly tcpSocket: { readonly port: number } };
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
};

/** A rendered container as a process of this machine: what it mounts stands in directories of its own. */
export type LocalContainer = {
  readonly command: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** Of the readiness and of the startup probe. */
  readonly probes: readonly (readonly string[])[];
  readonly livenessPort: number;
};

/**
 * Renders a database and carries its container over to `directory`: the paths it mounts are other ones, and
 * nothing else is. What is not Debian's of the official image comes from the images of the end-to-end tests.
 */
export async function localContainer(
  kind: DatabaseKind,
  options: DatabaseOptions,
  passwords: Readonly<Record<string, string>>,
  directory: string,
): Promise<LocalContainer> {
  const { defaultVersion: version, defaultStorage: storage } = kind;
  const objects = render(
    (chart) => new Database(chart, 'database', { kind, version, storage, options }),
  );
  const spec = only(objects, 'StatefulSet').spec as {
    template: { spec: { containers: [Server] } };
  };
  const [server] = spec.template.spec.containers;
  const paths = server.volumeMounts.map(({ name, mountPath }) => ({
    mountPath,
    own: join(directory, name),
  }));
  // All at once: the new paths may hold the old ones. The longest first, for one may begin another.
  const mounts = paths
    .map(({ mountPath }) => mountPath)
    .sort((one, two) => two.length - one.length);
  const pattern = new RegExp(`(?<![\\w/])(?:${mounts.join('|')})(?![\\w-])`, 'g');
  const own = (text: string) =>
    text.replace(
      pattern,
      (found) => paths.find(({ mountPath }) => mountPath === found)?.own ?? found,
    );
  for (const { own: path } of paths) await openDirectory(path);
  for (const [name, text] of Object.entries(
    objects.find((object) => object.kind === 'ConfigMap')?.data ?? {},
  )) {
    await writeFile(join(directory, 'init', name), own(text));
  }
  const bin = await entrypoints(kind.name, directory, own);
  return {
    command: [...server.command, ...server.args].map(own),
    variables: {
      ...variablesOf(server, passwords, own),
      PATH: `${bin}:${process.env.PATH}`,
      // The path that PostgreSQL's programs have built in.
      PGHOST: own('/var/run/postgresql'),
    },
    probes: [server.readinessProbe, server.startupProbe].map(({ exec }) => exec.command.map(own)),
    livenessPort: server.livenessProbe.tcpSocket.port,
  };
}

/** The server runs as another user than the test. */
async function openDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, 0o777);
}

function variablesOf(
  { env = [] }: Server,
  passwords: Readonly<Record<string, string>>,
  own: (text: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }) => {
      if (value !== undefined) return [name, own(value)];
      const { key } = (valueFrom as { secretKeyRef: { key: string } }).secretKeyRef;
      return [name, passwords[key] ?? ''];
    }),
  );
}

async function entrypoints(
  name: string,
  directory: string,
  own: (text: string) => string,
): Promise<string> {
  const from = join(repositoryRoot, 'test/e2e/images', name, 'usr/local/bin');
  const bin = join(directory, 'bin');
  await openDirectory(bin);
  for (const file of await readdir(from)) {
    await writeFile(join(bin, file), own(await readFile(join(from, file), 'utf8')));
    await chmod(join(bin, file), 0o755);
  }
  return bin;
}
