import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../../../../constructs/environment/databases/kind.ts';
import {
  initFiles,
  probeCommand,
  startScript,
} from '../../../../constructs/environment/databases/postgresql-scripts.ts';

type Result = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** A shell whose only programs beside the usual ones are the given scripts; each notes how it was called. */
async function startShell(programs: Readonly<Record<string, string>>) {
  const directory = await mkdtemp(join(tmpdir(), 'postgresql-'));
  const calls = join(directory, 'calls');
  await writeFile(calls, '');
  await mkdir(join(directory, 'bin'));
  for (const [name, body] of Object.entries(programs)) {
    const file = join(directory, 'bin', name);
    await writeFile(file, `#!/bin/sh\necho "${name} $*" >> "$CALLS"\n${body}\n`);
    await chmod(file, 0o755);
  }
  const env = {
    PATH: `${join(directory, 'bin')}:${process.env.PATH}`,
    CALLS: calls,
    HOME: directory,
    PGDATA: join(directory, '17'),
    APP_PASSWORD: 'secret-of-the-app',
  };
  return {
    data: env.PGDATA,
    run: ([program, ...args]: readonly string[]) =>
      new Promise<Result>((resolve) => {
        execFile(program!, args, { env, cwd: directory }, (error, stdout, stderr) => {
          resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
        });
      }),
    calls: async () => (await readFile(calls, 'utf8')).split('\n').slice(0, -1),
    stop: () => rm(directory, { recursive: true, force: true }),
  };
}

let shell: Awaited<ReturnType<typeof startShell>>;
afterEach(() => shell.stop());

describe('starting', () => {
  const entrypoint = 'ls "$PGDATA" 2>/dev/null; echo "password: $POSTGRES_PASSWORD"';
  const start = ['bash', '-ec', startScript];

  it('begins anew on a volume whose first start was cut off', async () => {
    shell = await startShell({ 'docker-entrypoint.sh': entrypoint });
    await mkdir(shell.data);
    await writeFile(join(shell.data, 'PG_VERSION'), '17');
    const { code, stdout } = await shell.run(start);
    expect(code).toBe(0);
    expect(stdout).not.toContain('PG_VERSION');
  });

  it('leaves finished data alone', async () => {
    shell = await startShell({ 'docker-entrypoint.sh': entrypoint });
    await mkdir(shell.data);
    await writeFile(join(shell.data, 'PG_VERSION'), '17');
    await writeFile(`${shell.data}.ok`, '');
    expect((await shell.run(start)).stdout).toContain('PG_VERSION');
  });

  it('gives the superuser a password nobody knows, not the app’s, every time another', async () => {
    shell = await startShell({ 'docker-entrypoint.sh': entrypoint });
    const [first, second] = [await shell.run(start), await shell.run(start)];
    expect(first.stdout).toMatch(/^password: [A-Za-z0-9+/]{32}\n$/);
    expect(first.stdout).not.toBe(second.stdout);
    const [call] = await shell.calls();
    expect(call).toMatch(/^docker-entrypoint\.sh postgres( -c [a-z_]+=\w+)+$/);
  });
});

describe('the first start', () => {
  const init = ['bash', '-c', initFiles({})['app.sh']!];

  it('makes the role without writing its password anywhere, then the database, then the mark', async () => {
    shell = await startShell({ psql: 'if [ "$#" -eq 9 ]; then cat; fi' });
    const { code, stdout, stderr } = await shell.run(init);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const role = stdout.split('\n').filter((line) => line !== '');
    expect(role).toEqual([
      'SET log_statement = none;',
      '\\set pw `printenv APP_PASSWORD`',
      "CREATE ROLE app LOGIN SUPERUSER PASSWORD :'pw';",
    ]);
    const options = '-v ON_ERROR_STOP=1 --no-psqlrc --no-password --quiet';
    expect(await shell.calls()).toEqual([
      `psql ${options} -U postgres -d postgres`,
      `psql ${options} -U postgres -d postgres -c CREATE DATABASE app OWNER app`,
      `psql ${options} -U postgres -d postgres -c ALTER ROLE app NOSUPERUSER`,
    ]);
    expect(await readFile(`${shell.data}.ok`, 'utf8')).toBe('');
  });

  it.each([1, 2, 3])('leaves no mark when step %i fails', async (step) => {
    shell = await startShell({ psql: `[ "$(wc -l < "$CALLS")" -ne ${step} ] || exit 3` });
    expect((await shell.run(init)).code).toBe(3);
    expect(await shell.calls()).toHaveLength(step);
    await expect(readFile(`${shell.data}.ok`)).rejects.toThrow('ENOENT');
  });
});

describe('the probe', () => {
  it('asks as the app, with its password, and answers what the client answers', async () => {
    shell = await startShell({ psql: 'echo "$PGPASSWORD $PGCONNECT_TIMEOUT"; exit 2' });
    expect(await shell.run(probeCommand)).toEqual({
      code: 2,
      stdout: 'secret-of-the-app 3\n',
      stderr: '',
    });
    expect(await shell.calls()).toEqual(['psql -X -w -h 127.0.0.1 -U app -d app -tAc SELECT 1']);
  });
});

describe('waiting', () => {
  it('ends once the login works, and says why not until then', async () => {
    shell = await startShell({
      psql: 'if [ "$(grep -c psql "$CALLS")" -lt 3 ]; then echo "no route" >&2; exit 2; fi; echo 1',
      sleep: '',
    });
    const { code, stdout, stderr } = await shell.run([
      'sh',
      '-ec',
      waitFor("psql -X -w -tAc 'SELECT 1' >/dev/null"),
    ]);
    expect(code).toBe(0);
    expect(stdout).toBe('waiting for the database\n'.repeat(2));
    expect(stderr).toBe('no route\n'.repeat(2));
    const asked = 'psql -X -w -tAc SELECT 1';
    // It waits before it asks again.
    expect((await shell.calls()).filter((call) => call.startsWith('psql'))).toEqual([
      asked,
      asked,
      asked,
    ]);
    expect(await shell.calls()).toContain('sleep 1');
  });
});
