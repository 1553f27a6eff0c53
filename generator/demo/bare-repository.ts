import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A bare repository on this machine, read and written without a clone. */
export type BareRepository = {
  /** One commit on a branch that does not exist yet. */
  commit(branch: string, files: Readonly<Record<string, string>>, message: string): Promise<void>;
  /** Every file below a directory, at the head of a branch; none where that is missing. */
  files(branch: string, directory: string): Promise<{ path: string; content: string }[]>;
  /** The newest commits that touched a directory, as people read them. */
  log(branch: string, directory: string): Promise<string>;
};

export function openBareRepository(
  directory: string,
  environment: Readonly<Record<string, string>>,
): BareRepository {
  const git = async (...args: string[]): Promise<string> => {
    const options = { env: { ...environment }, maxBuffer: 2 ** 26 };
    return (await run('git', ['--git-dir', directory, ...args], options)).stdout;
  };
  const quiet = (...args: string[]) => git(...args).catch(() => '');

  return {
    async commit(branch, files, message) {
      const child = spawn('git', ['--git-dir', directory, 'fast-import', '--quiet'], {
        env: { ...environment },
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      const who = `Demo <demo@example.com> ${Math.floor(Date.now() / 1000)} +0000`;
      const parts = [`commit refs/heads/${branch}\ncommitter ${who}\n${data(message)}`];
      for (const [path, content] of Object.entries(files)) {
        parts.push(`M 100644 inline ${path}\n${data(content)}`);
      }
      child.stdin.end(`${parts.join('')}done\n`);
      const [code] = (await once(child, 'close')) as [number];
      if (code !== 0) throw new Error(`git fast-import exited with ${code}`);
    },
    async files(branch, below) {
      const names = await quiet('ls-tree', '-r', '-z', '--name-only', branch, `${below}/`);
      const paths = names.split('\0').filter((name) => name !== '');
      return Promise.all(
        paths.map(async (path) => ({ path, content: await quiet('show', `${branch}:${path}`) })),
      );
    },
    log: (branch, below) =>
      quiet('log', '-8', '--format=%h  %ad%n%w(0,4,4)%B', '--date=iso', branch, '--', below),
  };
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
