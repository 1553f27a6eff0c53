import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import { renderEnvironment } from '../../../apps/environment/render.ts';
import { DATABASE_NAMES } from '../../../constructs/environment/databases/kinds.ts';
import { expectGolden } from '../../support/golden-files.ts';
import { fullConfig, generousPlatform, recordOf } from './samples.ts';

const threeServices = `projectId: shop
services:
  web: {env: {API: "{service.api.url}"}}
  api: {app: {port: 8080}}
  jobs: {route: none}
databases: {postgresql: true}
`;

/** Reviewed as a diff; `npm run golden` rewrites them. */
describe('test/golden/environment', () => {
  it.each<[string, string, Partial<EnvironmentRecord>]>([
    ['minimal', 'projectId: shop\n', {}],
    ['three-services', threeServices, {}],
    ['full', fullConfig, {}],
    ['full-asleep', fullConfig, { state: 'sleeping' }],
    ...DATABASE_NAMES.map((name): [string, string, object] => [
      name,
      `projectId: shop
databases: {${name}: true}
`,
      {},
    ]),
  ])('%s', (name, text, change) => {
    const { files } = renderEnvironment(recordOf(text, change), generousPlatform);
    const directory = `test/golden/environment/${name}`;
    expectGolden(
      files.map(({ path, content }) => ({ path: `${directory}/${path}`, content })),
      directory,
    );
  });
});
