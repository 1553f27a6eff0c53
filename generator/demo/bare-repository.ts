import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A bare repository on this machine, read and written without a clone. */
export type BareRepository = {
  /** One commit on a branch that does not exist yet. */
  commit(branch: string, files: Readonly<Record<string, string>>, message: string): Promise<void>;
  /** The newest commit of a branch; `undefined` where that is missing. */
  head(branch: string): Promise<string | undefined>;
  /** Every file below a directory, at a commit or the head of a branch; none where that is missing. */
  files(revision: string, directory: string): Promise<{ path: string; content: string }[]>;
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
    async head(branch) {
      const name = `refs/heads/${branch}`;
      return (await quiet('rev-parse', '--verify', '--quiet', name)).trim() || undefined;
    },
    async files(revision, below) {
      const listed = await quiet('ls-tree', '-r', '-z', revision, `${below}/`);
      const entries = listed.split('\0').flatMap((line) => {
        const [, id, path] = /^\d+ blob (\S+)\t(.*)$/s.exec(line) ?? [];
        return id !== undefined && path !== undefined ? [{ id, path }] : [];
      });
      if (entries.length === 0) return [];
      const child = spawn('git', ['--git-dir', directory, 'cat-file', '--batch'], {
        env: { ...environment },
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      child.stdin.end(entries.map(({ id }) => `${id}\n`).join(''));
      const contents = contentsOf(await buffer(child.stdout));
      if (contents.length < entries.length) throw new Error('git cat-file gave less than asked');
      return entries.map(({ path }, index) => ({ path, content: contents[index] ?? '' }));
    },
    log: (branch, below) =>
      quiet('log', '-8', '--format=%h  %ad%n%w(0,4,4)%B', '--date=iso', branch, '--', below),
  };
}

/** Of what `git cat-file --batch` prints: `ID blob SIZE`, the content and the end of a line, of each. */
function contentsOf(output: Buffer): string[] {
  const contents: string[] = [];
  let at = 0;
  while (at < output.length) {
    const start = output.indexOf('\n', at) + 1;
    const size = Number(output.subarray(at, start).toString().split(' ')[2]);
    contents.push(output.subarray(start, start + size).toString());
    at = start + size + 1;
  }
  return contents;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
