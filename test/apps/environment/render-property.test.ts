import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { formatRecord, readRecord } from '../../../apps/environment/record.ts';
import { renderEnvironment } from '../../../apps/environment/render.ts';
import { ENVIRONMENT_KINDS } from '../../../constructs/platform/environment-kinds.ts';
import { only, type KubeObject } from '../../constructs/environment/rendered.ts';
import { allowance, usage } from '../../constructs/environment/usage.ts';
import { recordPath } from '../../generator/gitops/sample-record.ts';
import { anyConfig } from './any-config.ts';
import { generousPlatform, recordOf } from './samples.ts';

const LABEL = /^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?$/;
const kinds = ENVIRONMENT_KINDS.map(({ kind }) => kind);

const rendered = (text: string, change: Parameters<typeof recordOf>[1] = {}) =>
  renderEnvironment(recordOf(text, change), generousPlatform).files;

function objectsIn(files: ReturnType<typeof rendered>): KubeObject[] {
  return files
    .filter(({ path }) => path.startsWith('manifests/'))
    .flatMap(({ content }) => parseAllDocuments(content, { version: '1.1' }))
    .map((document) => document.toJS() as KubeObject);
}

describe('any valid k8s-ee.yaml', () => {
  it('renders to the same bytes each time, from the record as from the file', () => {
    fc.assert(
      fc.property(anyConfig, (text) => {
        const files = rendered(text);
        expect(rendered(text)).toEqual(files);
        const reading = readRecord(formatRecord(recordOf(text)), recordPath('7'));
        if (reading.kind !== 'good') throw new Error(JSON.stringify(reading.problems));
        expect(renderEnvironment(reading.record, generousPlatform).files).toEqual(files);
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it('stays in its namespace, with names and labels that Kubernetes takes, each once', () => {
    fc.assert(
      fc.property(anyConfig, (text) => {
        const objects = objectsIn(rendered(text));
        const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
        expect(new Set(names).size).toBe(names.length);
        for (const { kind, metadata } of objects) {
          expect(metadata.name).toMatch(NAME);
          for (const value of Object.values(metadata.labels ?? {})) expect(value).toMatch(LABEL);
          if (kind === 'Namespace') expect(metadata.name).toBe('shop-pr-7');
          else
            expect([kinds.includes(kind), metadata]).toMatchObject([
              true,
              { namespace: 'shop-pr-7' },
            ]);
        }
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it('is admitted: its quota has room for exactly what it takes, asleep as well as awake', () => {
    fc.assert(
      fc.property(anyConfig, (text) => {
        const objects = objectsIn(rendered(text));
        const allowed = allowance(only(objects, 'ResourceQuota'));
        const none = Object.keys(allowed).map((key): [string, bigint] => [key, 0n]);
        expect(allowed).toEqual({ ...Object.fromEntries(none), ...usage(objects) });
        const asleep = objectsIn(rendered(text, { state: 'sleeping' }));
        expect(only(asleep, 'ResourceQuota')).toEqual(only(objects, 'ResourceQuota'));
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it('sets each variable of a container once, after those it refers to', () => {
    fc.assert(
      fc.property(anyConfig, (text) => {
        const pods = objectsIn(rendered(text)).flatMap(({ spec }) => spec?.template?.spec ?? []);
        for (const { containers, initContainers = [] } of pods as Pod[]) {
          for (const { env = [] } of [...containers, ...initContainers]) {
            const names = env.map(({ name }) => name);
            expect(new Set(names).size).toBe(names.length);
            expect(env.every(({ value }) => value === undefined || typeof value === 'string')).toBe(
              true,
            );
          }
        }
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  it('sleeps with everything but pods and ways in, and a seed that stays byte for byte', () => {
    fc.assert(
      fc.property(anyConfig, (text) => {
        const [awake, asleep] = [rendered(text), rendered(text, { state: 'sleeping' })];
        const job = (files: typeof awake) => files.find(({ path }) => path.endsWith('/seed.yaml'));
        expect(job(asleep)).toEqual(job(awake));
        const kept = (files: typeof awake) =>
          objectsIn(files)
            .filter(({ kind }) => kind !== 'Ingress')
            .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
        expect(kept(asleep)).toEqual(kept(awake));
        const replicas = objectsIn(asleep).flatMap(({ spec }) => spec?.replicas ?? []);
        expect(replicas.every((count: number) => count === 0)).toBe(true);
        expect(objectsIn(asleep).some(({ kind }) => kind === 'Ingress')).toBe(false);
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});

type Pod = Readonly<
  Record<
    'containers' | 'initContainers',
    readonly { readonly env?: readonly { name: string; value?: unknown }[] }[]
  >
>;
