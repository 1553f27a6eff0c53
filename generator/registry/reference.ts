/** Where an image stands, by the rules by which container runtimes read its name. */
export type ImageReference = {
  /** `https://ghcr.io`; plain HTTP for this machine only, as runtimes have it. */
  readonly registry: string;
  /** By which its credentials are found: `ghcr.io`, `docker.io`. */
  readonly host: string;
  /** `acme/shop`. */
  readonly repository: string;
  readonly tag: string;
};

const DOCKER_HUB = 'docker.io';

/** Reads `ghcr.io/acme/shop:1.0`; `undefined` for what is no name of an image with a tag. */
export function parseImage(image: string): ImageReference | undefined {
  const [, name = '', tag = ''] = /^([^@\s]+):([\w][\w.-]{0,127})$/.exec(image) ?? [];
  const [first = '', ...rest] = name.split('/');
  const named = rest.length > 0 && /[.:]|^localhost$/.test(first);
  const host = named ? first : DOCKER_HUB;
  const path = (named ? rest : [first, ...rest]).join('/');
  if (!/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(path)) return undefined;
  if (host === DOCKER_HUB) {
    const repository = path.includes('/') ? path : `library/${path}`;
    return { registry: 'https://registry-1.docker.io', host, repository, tag };
  }
  const scheme = /^(?:localhost|127(?:\.\d{1,3}){3})(?::\d+)?$/.test(host) ? 'http' : 'https';
  const registry = `${scheme}://${host}`;
  return URL.canParse(registry) ? { registry, host, repository: path, tag } : undefined;
}

/** The image by its digest: `ghcr.io/acme/shop@sha256:…`, whatever tags move. */
export function pinned(image: string, digest: string): string {
  return `${repositoryOf(image)}@${digest}`;
}

/** Whether `image` is `wanted`, by a digest. */
export function isPinned(image: string | undefined, wanted: string): boolean {
  return image !== undefined && image.startsWith(`${repositoryOf(wanted)}@sha256:`);
}

function repositoryOf(image: string): string {
  return image.replace(/:[\w][\w.-]{0,127}$/, '');
}
