import {
  postgresqlImage,
  POSTGRESQL_VERSIONS,
} from '../../../constructs/environment/postgresql-image.ts';

describe('postgresqlImage', () => {
  it.each(POSTGRESQL_VERSIONS)(
    'of %s is pinned to a patch level and a Debian release',
    (version) => {
      const image = postgresqlImage(version);
      expect(image).toMatch(/^docker\.io\/library\/postgres:\d+\.\d+-trixie$/);
      expect(image).toContain(`:${version}.`);
    },
  );

  it.each(['14', '19', '', '17.1', 'latest', 'constructor', 'toString'])(
    'of %j is refused with what is allowed',
    (version) => {
      expect(() => postgresqlImage(version)).toThrow(
        `PostgreSQL ${version} is not supported; allowed: 15, 16, 17, 18`,
      );
    },
  );
});
