import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The head of the environments branch that was last seen or pushed, remembered over restarts. */
export type HeadFile = {
  /** As it stands in the file, which may be spoiled; `undefined`: nothing was ever remembered. */
  read(): Promise<string | undefined>;
  write(head: string): Promise<void>;
};

export function createHeadFile(file: string): HeadFile {
  let known: string | undefined;
  return {
    async read() {
      known ??= await readIfThere(file);
      return known;
    },
    async write(head) {
      if (known === head) return;
      await mkdir(dirname(file), { recursive: true });
      const next = `${file}.next`;
      const handle = await open(next, 'w', 0o600);
      try {
        await handle.writeFile(`${head}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(next, file);
      known = head;
    },
  };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
