import { parseAllDocuments } from 'yaml';
import { renderEnvironment } from '../../../apps/environment/render.ts';
import { ENVIRONMENT_KINDS } from '../../../constructs/platform/environment-kinds.ts';
import { fullConfig, generousPlatform, recordOf } from '../../apps/environment/samples.ts';

/** `apps/Deployment`, `/Service`. */
function renderedKinds(): string[] {
  const { files } = renderEnvironment(recordOf(fullConfig), generousPlatform);
  return files
    .filter(({ path }) => path.startsWith('manifests/') && path.endsWith('.yaml'))
    .flatMap(({ content }) => parseAllDocuments(content))
    .map((document) => {
      const { apiVersion, kind } = document.toJS() as { apiVersion: string; kind: string };
      return `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`;
    });
}

describe('ENVIRONMENT_KINDS', () => {
  it('are the kinds that an environment with everything holds, beside its Namespace', () => {
    // One less: Argo CD refuses to sync an environment. One more: a right that nothing needs.
    const allowed = ENVIRONMENT_KINDS.map(({ group, kind }) => `${group}/${kind}`);
    const rendered = new Set(renderedKinds().filter((kind) => kind !== '/Namespace'));
    expect([...rendered].sort()).toEqual(allowed.sort());
    expect(renderedKinds()).toContain('/Namespace');
  });
});
