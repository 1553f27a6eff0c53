/** Supported major versions, oldest first. */
export const POSTGRESQL_VERSIONS = ['15', '16', '17', '18'] as const;

/** Pinned to a Debian release: another C library would change the sort order under existing indexes. */
const IMAGES: Readonly<Record<string, string>> = {
  '15': 'docker.io/library/postgres:15.19-trixie',
  '16': 'docker.io/library/postgres:16.15-trixie',
  '17': 'docker.io/library/postgres:17.11-trixie',
  '18': 'docker.io/library/postgres:18.6-trixie',
};

/** The image of a major version. Throws on one that is not supported. */
export function postgresqlImage(version: string): string {
  const image = Object.hasOwn(IMAGES, version) ? IMAGES[version] : undefined;
  if (image !== undefined) return image;
  throw new Error(
    `PostgreSQL ${version} is not supported; allowed: ${POSTGRESQL_VERSIONS.join(', ')}`,
  );
}
