import fc from 'fast-check';
import {
  environmentDirectory,
  formatRecord,
  parseRecordPath,
  readRecord,
} from '../../../apps/environment/record.ts';
import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import { formatProblem } from '../../../apps/problems.ts';
import { recordPath, sampleRecord } from '../../generator/gitops/sample-record.ts';

const path = recordPath('7');
const text = formatRecord(sampleRecord('7'));

function changed(from: string | RegExp, to: string): string {
  const other = text.replace(from, to);
  if (other === text) throw new Error(`nothing to replace in:\n${text}`);
  return other;
}

function problemsOf(content: string): string {
  const reading = readRecord(content, path);
  return reading.kind === 'good' ? '' : reading.problems.map(formatProblem).join('\n');
}

/** Records in every state, with and without what may be absent, and with strings that YAML could misread. */
const anyRecord: fc.Arbitrary<EnvironmentRecord> = fc
  .record({
    number: fc.integer({ min: 1, max: 9_999_999_999 }).map(String),
    state: fc.constantFrom('active', 'sleeping', 'destroying', 'pending'),
    keep: fc.constantFrom('open', 'preserved'),
    branch: fc.oneof(
      fc.constantFrom('yes', 'no', '1e3', '0x1f', 'null', '~', '$(rm -rf /)', 'a: b #c', '012'),
      fc.string({ minLength: 1, maxLength: 60 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
      fc.constantFrom('x\u0080y', 'x\u2028y', 'x\ufffey', '0o17'),
    ),
    epoch: fc.integer({ min: 1, max: 1000 }),
    pinned: fc.option(fc.boolean(), { nil: undefined }),
    postgresql: fc.option(fc.constant({ version: '17', storage: '1Gi' }), { nil: undefined }),
  })
  .map(({ number, state, keep, branch, epoch, pinned, postgresql }) => {
    const sample = sampleRecord(number);
    return {
      ...sample,
      ...{ state, keep },
      source: { ...sample.source, branch },
      config: { ...sample.config, databases: postgresql ? { postgresql } : {} },
      data: { epoch, storage: postgresql ? { postgresql: '1Gi' } : {} },
      lifecycle: { ...sample.lifecycle, ...(pinned !== undefined && { pinned }) },
    };
  });

describe('readRecord', () => {
  it('reads what formatRecord writes, whatever it holds', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const written = formatRecord(record);
        const reading = readRecord(written, recordPath(record.number));
        expect(reading).toEqual({ kind: 'good', record });
        if (reading.kind === 'good') expect(formatRecord(reading.record)).toBe(written);
      }),
    );
  });

  it('keeps what it does not know, at every level', () => {
    const written = changed('source:', 'colour: red\nsource:\n  weight: 3');
    const reading = readRecord(written, path);
    if (reading.kind !== 'good') throw new Error(problemsOf(written));
    expect(formatRecord(reading.record)).toContain('colour: red');
    expect(formatRecord(reading.record)).toContain('  weight: 3');
  });

  it.each([
    ['not YAML', '[', ''],
    ['empty', '', 'is empty'],
    ['a number without quotes', changed('number: "7"', 'number: 7'), 'as a string such as "7"'],
    ['another number', changed('number: "7"', 'number: "8"'), 'number: expected "7"'],
    ['another project', changed('project: shop', 'project: other'), 'project: expected "shop"'],
    ['another id', changed('id: shop-pr-7', 'id: kube-system'), 'id: expected "shop-pr-7"'],
    ['an unknown state', changed('state: active', 'state: actve'), 'sleeping or destroying'],
    ['an unknown keep', changed('keep: open', 'keep: forever'), 'open or preserved'],
    ['no state', changed('state: active\n', ''), 'state'],
  ])('calls %s bad', (_, content, problem) => {
    expect(readRecord(content, path).kind).toBe('bad');
    expect(problemsOf(content)).toContain(problem);
  });

  it.each([
    ['a short SHA', changed(/sha: \w+/, 'sha: 3f2a1b0'), 'source.sha: expected a full commit SHA'],
    ['no time', changed(/pushedAt: .*/, 'pushedAt: yesterday'), 'lifecycle.pushedAt: expected a'],
    ['a mistyped pin', changed(/pushedAt:/, 'pinned: "yes"\n  pushedAt:'), 'lifecycle.pinned'],
  ])('leaves a record with %s to people', (_, content, problem) => {
    expect(readRecord(content, path)).toMatchObject({
      ...{ kind: 'readonly', project: 'shop', number: '7' },
    });
    expect(problemsOf(content)).toContain(problem);
  });
});

describe('parseRecordPath', () => {
  it('reads back the directory of every environment', () => {
    const key = { project: 'shop', number: '7' };
    expect(parseRecordPath(`${environmentDirectory(key)}/environment.yaml`)).toEqual(key);
  });

  it.each([
    'environments/shop/pr-07/environment.yaml',
    'environments/shop/pr-7/manifests/app.yaml',
    'environments/shop/pr-x/environment.yaml',
    'environments/Shop/pr-7/environment.yaml',
    'environments/../pr-7/environment.yaml',
    'else/environments/shop/pr-7/environment.yaml',
    'environments/shop/environment.yaml',
  ])('no record stands at %s', (elsewhere) => {
    expect(parseRecordPath(elsewhere)).toBeUndefined();
    expect(readRecord(text, elsewhere).kind).toBe('bad');
  });
});
