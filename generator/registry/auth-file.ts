import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const authFile = z.object({
  auths: z.record(z.string(), z.object({ auth: z.string().optional() }).loose()).default({}),
});

/** `user:password` for each registry, in Base64, as container tools keep them. */
export type RegistryAuth = (host: string) => Promise<string | undefined>;

/**
 * Reads the credentials from the file that `docker login` and others write, anew each time: tokens such as
 * ECR's live for hours. Throws, without a word of its content, where it cannot be read.
 */
export function authFromFile(path: string | undefined): RegistryAuth {
  return async (host) => {
    if (path === undefined) return undefined;
    let auths: z.output<typeof authFile>['auths'];
    try {
      auths = authFile.parse(JSON.parse(await readFile(path, 'utf8'))).auths;
    } catch {
      throw new Error(`REGISTRY_AUTH_FILE ${path} cannot be read as a Docker configuration`);
    }
    const keys =
      host === 'docker.io'
        ? ['docker.io', 'https://index.docker.io/v1/', 'index.docker.io']
        : [host, `https://${host}`];
    return keys.map((key) => auths[key]?.auth).find((auth) => auth !== undefined && auth !== '');
  };
}
