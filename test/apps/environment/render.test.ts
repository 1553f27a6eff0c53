import { parse, parseAllDocuments } from 'yaml';
import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import { renderEnvironment } from '../../../apps/environment/render.ts';
import { ENVIRONMENT_KINDS } from '../../../constructs/platform/environment-kinds.ts';
import { only, type KubeObject } from '../../constructs/environment/rendered.ts';
import { allowance, usage } from '../../constructs/environment/usage.ts';
import { ended, sampleRecord } from '../../generator/gitops/sample-record.ts';
import { samplePlatform } from '../../generator/platform-fixture.ts';

const platform = samplePlatform();
const plain = sampleRecord('7');
const withDatabase = sampleRecord('7', {
  config: { ...plain.config, databases: { postgresql: { version: '17', storage: '5Gi' } } },
  data: { epoch: 1, storage: { postgresql: '2Gi' } },
});

function objectsOf(record: EnvironmentRecord): KubeObject[] {
  return renderEnvironment(record, platform)
    .files.filter(({ path }) => path.startsWith('manifests/') && path.endsWith('.yaml'))
    .flatMap(({ content }) => parseAllDocuments(content))
    .map((document) => document.toJS() as KubeObject);
}

const pathsOf = (record: EnvironmentRecord) =>
  renderEnvironment(record, platform).files.map(({ path }) => path);

describe('renderEnvironment', () => {
  it('makes one file a component beside the record', () => {
    const files = ['namespace', 'budget', 'isolation', 'app'].map((id) => `manifests/${id}.yaml`);
    expect(pathsOf(plain)).toEqual(['environment.yaml', ...files]);
    expect(pathsOf(withDatabase)).toEqual([
      'environment.yaml',
      ...files,
      'manifests/postgresql.yaml',
    ]);
  });

  it.each(['destroying', 'pending'] as const)('leaves nothing to sync of a %s one', (state) => {
    const { files, requests } = renderEnvironment({ ...plain, ...ended, state }, platform);
    expect(files.slice(1)).toEqual([{ path: 'manifests/.keep', content: '' }]);
    expect(requests).toEqual({ cpu: '0', memory: '0', storage: '0', pods: 0 });
  });

  it('is the same, byte for byte, each time', () => {
    const once = renderEnvironment(withDatabase, platform);
    expect(renderEnvironment(structuredClone(withDatabase), platform)).toEqual(once);
  });

  it.each([
    ['an app alone', plain],
    ['an app and its PostgreSQL', withDatabase],
  ])('allows %s exactly what it takes', (_, record) => {
    const objects = objectsOf(record);
    const taken = usage(objects);
    const allowed = allowance(only(objects, 'ResourceQuota'));
    const nothing = Object.keys(allowed).map((key): [string, bigint] => [key, 0n]);
    expect(allowed).toEqual({ ...Object.fromEntries(nothing), ...taken });
  });

  it('names the objects it may make, all in its own namespace', () => {
    const objects = objectsOf(withDatabase);
    const kinds = ENVIRONMENT_KINDS.map(({ kind }) => kind);
    for (const { kind, metadata } of objects) {
      if (kind === 'Namespace') expect(metadata.name).toBe('shop-pr-7');
      else {
        expect(kinds).toContain(kind);
        expect(metadata).toMatchObject({ namespace: 'shop-pr-7' });
      }
    }
  });

  it('writes what is asked for into the record', () => {
    const { files, requests } = renderEnvironment(withDatabase, platform);
    const written = parse(files[0]!.content) as EnvironmentRecord;
    expect(written.requests).toEqual(requests);
    const { hard } = only(objectsOf(withDatabase), 'ResourceQuota').spec as {
      hard: Record<string, string>;
    };
    expect(requests).toEqual({
      cpu: hard['requests.cpu'],
      memory: hard['requests.memory'],
      storage: hard['requests.storage'],
      pods: Number(hard.pods),
    });
  });

  it('keeps the size a database was made with, whatever the file asks for now', () => {
    const [claim] = only(objectsOf(withDatabase), 'StatefulSet').spec.volumeClaimTemplates as {
      spec: { resources: { requests: { storage: string } } };
    }[];
    expect(claim?.spec.resources.requests.storage).toBe('2Gi');
  });

  it('takes a branch for a name only: no shell, no Markdown, no variable of Kubernetes', () => {
    const branch = '$(rm -rf /)-$(DATABASE_URL)';
    const record = { ...plain, source: { ...plain.source, branch } };
    const [container] = only(objectsOf(record), 'Deployment').spec.template.spec.containers as {
      env: { name: string; value: string }[];
    }[];
    // Kubernetes unfolds $(NAME), and takes $$ for $.
    expect(container?.env.find(({ name }) => name === 'BRANCH_NAME')?.value).toBe(
      '$$(rm -rf /)-$$(DATABASE_URL)',
    );
    const namespace = only(objectsOf(record), 'Namespace');
    for (const value of Object.values(namespace.metadata.labels ?? {})) {
      expect(value).toMatch(/^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/);
    }
  });
});
