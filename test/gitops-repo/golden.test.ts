import { environmentDirectory } from '../../apps/environment/record.ts';
import { renderEnvironment } from '../../apps/environment/render.ts';
import { renderPlatform, renderRoot } from '../../apps/platform/render.ts';
import { expectGolden, type GoldenFile } from '../support/golden-files.ts';
import { examplePlatform, exampleRecord } from './example.ts';

const below = (directory: string, files: readonly GoldenFile[]): GoldenFile[] =>
  files.map(({ path, content }) => ({ path: `${directory}/${path}`, content }));

describe('the example', () => {
  const platform = examplePlatform();

  it('holds platform/ as `npm run synth` renders it', () => {
    expectGolden(below('gitops-repo', renderPlatform(platform)), 'gitops-repo/platform');
  });

  it('holds one environment as the generator renders it', () => {
    const record = exampleRecord(platform);
    const directory = `gitops-repo/${environmentDirectory(record)}`;
    const { files } = renderEnvironment(record, platform);
    expectGolden(below(directory, files), 'gitops-repo/environments');
  });

  it('is what the root Application in argocd/ syncs', () => {
    expectGolden([{ path: 'argocd/root-application.yaml', content: renderRoot(platform) }]);
  });
});
