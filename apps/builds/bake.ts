import type { Build } from '../environment/builds.ts';

/** What `docker buildx bake` reads. */
export type BakeFile = {
  readonly group: { readonly default: { readonly targets: readonly string[] } };
  readonly target: Readonly<Record<string, BakeTarget>>;
};

export type BakeTarget = {
  readonly context: string;
  /** Relative to the context. */
  readonly dockerfile: string;
  readonly tags: readonly string[];
  readonly platforms: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly attest: readonly string[];
  readonly 'cache-from'?: readonly string[];
  readonly 'cache-to'?: readonly string[];
  readonly output: readonly string[];
};

export type BakeOptions = {
  /** Of the project: `ghcr.io/acme/shop`, without a tag. */
  readonly image: string;
  /** Full; also the tag. */
  readonly sha: string;
  /** Page of the source: `https://github.com/acme/shop`. */
  readonly source: string;
  /** `linux/amd64`, … */
  readonly platforms: readonly string[];
  /** Whether layers are kept beside the image, under the tag `buildcache`. */
  readonly cache: boolean;
  /** A directory to write archives to, in the place of pushing. @default - pushes */
  readonly archives?: string;
};

/** How the images of a preview are built: each once, with where it comes from and what is in it. */
export function bakeFile(builds: readonly Build[], options: BakeOptions): BakeFile {
  const targets = builds.map((build, index) => {
    const image = build.repository ?? options.image;
    return [
      `image-${index}`,
      targetOf(build, image, { ...options, name: `image-${index}` }),
    ] as const;
  });
  return {
    group: { default: { targets: targets.map(([name]) => name) } },
    target: Object.fromEntries(targets),
  };
}

function targetOf(
  { context, dockerfile }: Build,
  image: string,
  options: BakeOptions & { readonly name: string },
): BakeTarget {
  const { sha, source, platforms, cache, archives, name } = options;
  const cached = `type=registry,ref=${image}:buildcache`;
  return {
    ...{ context, dockerfile, platforms },
    tags: [`${image}:${sha}`],
    labels: {
      'org.opencontainers.image.source': source,
      'org.opencontainers.image.revision': sha,
    },
    attest: ['type=provenance,mode=max', 'type=sbom'],
    ...(cache && { 'cache-from': [cached] }),
    // Without the right to push, layers are read only.
    ...(cache &&
      archives === undefined && { 'cache-to': [`${cached},mode=max,ignore-error=true`] }),
    output: [archives === undefined ? 'type=registry' : `type=oci,dest=${archives}/${name}.tar`],
  };
}

/** What is to be pushed of the archives, one a line: `image-0.tar ghcr.io/acme/shop:SHA`. */
export function pushList(bake: BakeFile): string[] {
  return Object.entries(bake.target).flatMap(([name, { tags }]) =>
    tags.map((tag) => `${name}.tar ${tag}`),
  );
}
