import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const folder = new URL('../images/', import.meta.url).pathname;

/** Makes images from Debian's packages with the test bed's program, under the names the manifests use. */
export type Images = {
  /** The app that counts its visits in its database; answers with `commit`. */
  app(name: string, commit: string): Promise<void>;
  /** Stands in for the official image: PostgreSQL of Debian's version, whatever the tag says. */
  postgresql(name: string): Promise<void>;
};

/** `program`: path of the test bed's program. Throws where there is none. */
export function createImages(program: string | undefined): Images {
  if (!program) {
    throw new Error('real pods need images; set TESTBED to the path of the test bed’s program');
  }
  const make = async (name: string, ...options: string[]) => {
    await promisify(execFile)(program, ['image', name, ...options]);
  };
  return {
    app: (name, commit) =>
      make(
        name,
        ...['--debian', 'python3,python3-psycopg2', '--entrypoint', `${folder}app/app.py`],
        ...['--user', '1000', '--env', `COMMIT=${commit}`],
      ),
    postgresql: (name) =>
      make(
        name,
        ...['--debian', 'postgresql,bash,dash,coreutils,sed,grep', '--dir', `${folder}postgresql`],
        ...['--user', '999'],
      ),
  };
}
