import type { Files } from '../github/world.ts';
import type { Container } from './manifests.ts';

/** What comes of an image that a pod asks for. */
export type Image =
  | { readonly kind: 'runs' | 'crashes'; readonly log: readonly string[] }
  /** The registry has none. */
  | { readonly kind: 'missing' };

/** Given by the platform, and so nothing that the app says of itself. */
const FOREIGN = ['BRANCH_NAME', 'PREVIEW_URL'];
const CRASH = /\bcrash/i;
const UNBUILT = /does not compile/i;

/**
 * Nothing of a pull request is run here: what its image does is read from the commit. An app that says `crash`
 * in a file, its command or its environment ends at once; one that "does not compile" has no image.
 */
export function imageOf(container: Container, files: Files | undefined): Image {
  // A database.
  if (files === undefined) return { kind: 'runs', log: ['ready to accept connections'] };
  const { image, command, args, env } = container;
  const texts = Object.entries(files).flatMap(([path, text]) =>
    path !== 'k8s-ee.yaml' && typeof text === 'string' ? text.split('\n') : [],
  );
  if (/\bmissing\b/.test(image) || texts.some((line) => UNBUILT.test(line))) {
    return { kind: 'missing' };
  }
  const given = [
    ...[...command, ...args],
    ...env
      .filter(({ name }) => !FOREIGN.includes(name))
      .map(({ name, value }) => `${name}=${value}`),
  ];
  const cause = [...texts, ...given].find((line) => CRASH.test(line));
  const port = env.find(({ name }) => name === 'PORT')?.value ?? '8080';
  if (cause === undefined) return { kind: 'runs', log: [`listening on port ${port}`] };
  const message = /Error\((["'`])(.*)\1\)/.exec(cause)?.[2] ?? cause.trim();
  return { kind: 'crashes', log: ['> node server.js', `Error: ${message}`] };
}
