import { configChanges } from '../../../apps/diff/config-changes.ts';
import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import { recordOf } from '../environment/samples.ts';
import { samplePlatform } from '../../generator/platform-fixture.ts';

const platform = samplePlatform();
const SHA = 'f'.repeat(40);
const record = (text: string, sha?: string): EnvironmentRecord => {
  const made = recordOf(`projectId: shop\n${text}`);
  return sha === undefined
    ? made
    : {
        ...made,
        source: { ...made.source, sha },
        images: { app: `ghcr.io/acme/shop:${sha}` },
      };
};
const changes = (before: string, after: string) =>
  configChanges(record(before), record(after, SHA), platform);

describe('what a commit changes besides its image', () => {
  it('is nothing where only the commit is another', () => {
    expect(changes('', '')).toEqual([]);
  });

  it('is what its file changes, by object and field', () => {
    expect(changes('env: {GREETING: hello}', 'env: {GREETING: bye}')).toEqual([
      'Deployment app: spec.template.spec.containers[app].env[GREETING].value: hello → bye',
    ]);
    expect(changes('', 'app: {port: 8080}').join('\n')).toContain('containerPort: 3000 → 8080');
  });

  it('names objects that come and go', () => {
    expect(changes('', 'databases: {redis: true}')).toContain('StatefulSet redis: comes');
    expect(changes('databases: {redis: true}', '')).toContain('StatefulSet redis: goes');
  });

  it('has no line that turns another way or takes another line', () => {
    const lines = changes('', 'env: {NOTE: "a\u202eb\\nc"}');
    expect(lines.join('')).not.toMatch(/[\u202e\n]/);
  });
});
