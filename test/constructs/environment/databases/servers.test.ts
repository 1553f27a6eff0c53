import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseOptions } from '../../../../constructs/environment/databases/kind.ts';
import { databaseKinds } from '../../../../constructs/environment/databases/kinds.ts';
import { localContainer, type LocalContainer } from './local-container.ts';
import {
  accountOf,
  listens,
  requireOwnProcesses,
  startServer,
  type Account,
  type LocalServer,
} from './local-server.ts';

/** An app asks with the address it was given; only the host is another one. */
type Client = (url: string, statement: string) => readonly string[];
const here = (url: string) => url.replace(/@(?:postgresql|mariadb|redis):/, '@127.0.0.1:');

const psql: Client = (url, statement) => ['psql', '-X', '-tA', here(url), '-c', statement];
const mariadb: Client = (url, statement) => {
  const { hostname, port, username, password, pathname } = new URL(here(url));
  return [
    ...['mariadb', '--no-defaults', '--skip-ssl', '-N', '-B', '-h', hostname, '-P', port],
    ...['-u', username, `-p${password}`, '-e', statement, pathname.slice(1)],
  ];
};
const redis: Client = (url, statement) => [
  'redis-cli',
  '--no-auth-warning',
  '-u',
  here(url),
  ...statement.split(' '),
];

const bootstrap = {
  initSQL: ['CREATE ROLE reader'],
  postInitApplicationSQL: ['CREATE TABLE boot AS SELECT 1 AS once'],
};

/** A database of which Debian has a server. */
type Row = {
  readonly name: 'postgresql' | 'mariadb' | 'redis';
  readonly program: string;
  /** Whom Debian has it run as. */
  readonly user: string;
  readonly client: Client;
  /** The variable of an app that holds the address. */
  readonly url: string;
  readonly options: DatabaseOptions;
  readonly write: readonly string[];
  readonly read: string;
  /** Milliseconds. */
  readonly cutOffAfter: readonly number[];
};

const SERVERS: readonly Row[] = [
  {
    ...{ name: 'postgresql', program: '/usr/lib/postgresql', user: 'postgres', client: psql },
    ...{ url: 'DATABASE_URL', options: { bootstrap } },
    write: ['CREATE TABLE kept (text text)', "INSERT INTO kept VALUES ('here')"],
    ...{ read: 'SELECT text FROM kept', cutOffAfter: [100, 600, 1_200] },
  },
  {
    ...{ name: 'mariadb', program: '/usr/sbin/mariadbd', user: 'mysql', client: mariadb },
    ...{ url: 'MYSQL_URL', options: {} },
    write: ['CREATE TABLE kept (text text)', "INSERT INTO kept VALUES ('here')"],
    ...{ read: 'SELECT text FROM kept', cutOffAfter: [100, 600, 1_200] },
  },
  {
    ...{ name: 'redis', program: '/usr/bin/redis-server', user: 'redis', client: redis },
    ...{ url: 'REDIS_URL', options: {} },
    ...{ write: ['SET kept here'], read: 'GET kept', cutOffAfter: [5, 30] },
  },
];

const required = process.env.DATABASE_SERVERS === 'required';

/** Why a server cannot be run here; `undefined` where it can. */
async function obstacle({ name, program, user }: Row): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'only root can run it as its own user';
  try {
    requireOwnProcesses();
  } catch (error) {
    return `no process numbers of its own: ${String(error)}`;
  }
  try {
    accountOf(user);
    execFileSync('test', ['-e', program]);
  } catch {
    return `Debian's ${name} is not installed`;
  }
  const { port } = databaseKinds[name];
  return (await listens(port)) ? `something listens at port ${port} already` : undefined;
}

const rows = await Promise.all(
  SERVERS.map(async (server) => ({ ...server, obstacle: await obstacle(server) })),
);

it.each(rows)('$name of Debian can be run: $obstacle', (row) => {
  if (required) expect(row.obstacle).toBeUndefined();
});

describe.each(rows.filter((row) => row.obstacle === undefined))(
  '$name as it is rendered',
  (row) => {
    const kind = databaseKinds[row.name];
    const passwords = Object.fromEntries(
      kind.passwords.map((key) => [key, randomBytes(12).toString('hex')]),
    );
    let directory: string;
    let container: LocalContainer;
    let account: Account;
    let server: LocalServer | undefined;

    const fresh = async () => {
      directory = await mkdtemp(join(tmpdir(), `${row.name}-`));
      await chmod(directory, 0o755);
      container = await localContainer(kind, row.options, passwords, directory);
      account = accountOf(row.user);
    };
    const start = () => (server = startServer(container, account));
    beforeEach(fresh);
    afterEach(async () => {
      await server?.kill();
      await rm(directory, { recursive: true, force: true });
    });

    /** The address an app gets, the password filled in as the kubelet does. */
    function address(): string {
      const variables = kind.variables({ ...row.options, among: [row.name] });
      const url = variables.find(({ name }) => name === row.url)?.value ?? '';
      return url.replace(/\$\(\w+\)/, passwords.password ?? '');
    }
    function ask(statement: string, url = address()): string {
      const [program = '', ...args] = row.client(url, statement);
      return execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' }).trim();
    }

    it('is ready within seconds, keeps its data over a restart, and starts faster then', async () => {
      const first = await start().ready(30);
      expect(await listens(container.livenessPort)).toBe(true);
      for (const statement of row.write) ask(statement);
      await server?.stop();
      expect(await listens(container.livenessPort)).toBe(false);
      const second = await start().ready(30);
      expect(ask(row.read)).toBe('here');
      expect(second).toBeLessThan(Math.max(first, 1));
      if (row.name === 'postgresql') expect(ask('SELECT count(*) FROM boot')).toBe('1');
    }, 90_000);

    it('passes no probe with a wrong password, with none, and when it is stopped', async () => {
      await start().ready(30);
      const wrong = passwordVariables().map((name) => [name, 'wrong']);
      const empty = passwordVariables().map((name) => [name, '']);
      for (const probe of container.probes) {
        expect(await server?.probe(probe)).toBe(true);
        expect(await server?.probe(probe, Object.fromEntries(wrong))).toBe(false);
        expect(await server?.probe(probe, Object.fromEntries(empty))).toBe(false);
      }
      await server?.stop();
      for (const probe of container.probes) expect(await server?.probe(probe)).toBe(false);
    }, 60_000);

    it('lets nobody in with a wrong password or none', async () => {
      await start().ready(30);
      const with_ = (password: string) => address().replace(passwords.password ?? '', password);
      expect(ask(row.name === 'redis' ? 'PING' : 'SELECT 1')).toMatch(/^(1|PONG)$/);
      for (const password of ['wrong', '']) {
        let answer: string;
        try {
          answer = ask(row.name === 'redis' ? 'PING' : 'SELECT 1', with_(password));
        } catch (error) {
          answer = String((error as { stderr?: string }).stderr);
        }
        expect(answer).toMatch(/authentication failed|Access denied|NOAUTH|WRONGPASS|no password/);
      }
    }, 60_000);

    it.each(row.cutOffAfter)(
      'heals after a first start that was cut off after %i ms',
      async (ms) => {
        start();
        await sleep(ms);
        await server?.kill();
        await start().ready(30);
        for (const statement of row.write) ask(statement);
        expect(ask(row.read)).toBe('here');
      },
      90_000,
    );

    /** What the probe's program reads its password from. */
    function passwordVariables(): string[] {
      return Object.keys(container.variables).filter(
        (name) => container.variables[name] === passwords.password,
      );
    }
  },
);
