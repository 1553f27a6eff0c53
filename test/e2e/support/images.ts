import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { databaseImage } from '../../../constructs/environment/databases/database.ts';
import { databaseKinds } from '../../../constructs/environment/databases/kinds.ts';

const folder = new URL('../images/', import.meta.url).pathname;

/** Debian's packages of each database; the folder of the same name makes of them what the template expects. */
const PACKAGES = {
  postgresql: 'postgresql,bash,dash,coreutils,sed,grep',
  mariadb: 'mariadb-server,mariadb-client,bash,dash,coreutils,sed,grep',
  redis: 'redis-server,redis-tools,dash,coreutils,grep',
} as const;

/** A database of which Debian has a server. */
export type RealDatabase = keyof typeof PACKAGES;

/** Makes images from Debian's packages with the test bed's program, under the names the manifests use. */
export type Images = {
  /** `images/app/app.py`; answers with `commit`. `user`: whom the image says it runs as, 1000 if nobody. */
  app(name: string, commit: string, user?: string): Promise<void>;
  /** Stands in for the official image of its default version: of Debian's version, whatever the tag says. */
  database(name: RealDatabase): Promise<void>;
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
    app: (name, commit, user = '1000') =>
      make(
        name,
        ...['--debian', 'python3,python3-psycopg2,python3-pymysql,python3-redis'],
        ...['--entrypoint', `${folder}app/app.py`, '--user', user, '--env', `COMMIT=${commit}`],
      ),
    database: (name) =>
      make(
        databaseImage(databaseKinds[name], databaseKinds[name].defaultVersion),
        ...['--debian', PACKAGES[name], '--dir', `${folder}${name}`, '--user', '999'],
      ),
  };
}
