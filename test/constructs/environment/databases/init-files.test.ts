import { databaseKinds } from '../../../../constructs/environment/databases/kinds.ts';

const files = databaseKinds.postgresql.initFiles;

describe('the SQL of the first start', () => {
  it('is there only where it was asked for', () => {
    expect(Object.keys(files({}))).toEqual(['app.sh']);
    expect(Object.keys(files({ bootstrap: { initSQL: [], postInitApplicationSQL: [] } }))).toEqual([
      'app.sh',
    ]);
  });

  it('may end in a comment, needs no semicolon, and keeps what psql would not see', () => {
    const { 'init.psql': init, 'application.psql': application } = files({
      bootstrap: {
        initSQL: ['CREATE ROLE reader -- no semicolon', 'SELECT 1;'],
        postInitApplicationSQL: ['DO $$ BEGIN END $$'],
      },
    });
    expect(init).toBe('CREATE ROLE reader -- no semicolon\n;\nSELECT 1;\n;\n');
    expect(application).toBe('DO $$ BEGIN END $$\n;\n');
  });
});
