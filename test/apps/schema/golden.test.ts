import { schemaFiles } from '../../../apps/schema/schemas.ts';
import { expectGolden } from '../../support/golden-files.ts';

describe('docs/schema', () => {
  it('holds the schemas as `npm run schema` writes them', () => {
    expectGolden(schemaFiles(), 'docs/schema');
  });
});
