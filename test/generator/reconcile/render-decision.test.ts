import { parseAllDocuments } from 'yaml';
import { createCheck } from '../../../apps/environment/check/check.ts';
import { renderEnvironment } from '../../../apps/environment/render.ts';
import { templateOf } from '../../../apps/environment/template.ts';
import { readRecord } from '../../../apps/environment/record.ts';
import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import type { AllowedKinds } from '../../../generator/reconcile/allowed-kinds.ts';
import { renderDecision } from '../../../generator/reconcile/render-decision.ts';
import { sampleDecided } from '../decided-fixture.ts';
import { recordPath, sampleRecord } from '../gitops/sample-record.ts';
import { samplePlatform } from '../platform-fixture.ts';
import { live, tombstone } from './situations.ts';

const DIRECTORY = 'environments/shop/pr-7';
const limits = (text: string) => samplePlatform({ shop: `policy: {limits: {${text}}}` });

function render(
  record: EnvironmentRecord,
  given: { before?: EnvironmentRecord; allowed?: AllowedKinds; platform?: typeof platform } = {},
) {
  const decided = sampleDecided({ outcome: { kind: 'write', record } }, { before: given.before });
  return renderDecision(decided, given.platform ?? platform, {
    allowedKinds: given.allowed,
    ...{ check, render: renderEnvironment, version: '9.9.9' },
  });
}

function filesOf({ changes }: ReturnType<typeof render>) {
  const [change] = changes;
  if (!change || !('files' in change) || changes.length > 1) throw new Error('expected one change');
  expect(change.directory).toBe(DIRECTORY);
  return change.files;
}

const platform = samplePlatform();
/** What this release renders by. */
const template = templateOf('9.9.9', platform, 'shop');
const check = createCheck();

describe('what a decision changes in Git', () => {
  it('none: nothing; remove: the whole directory', () => {
    const none = sampleDecided({ outcome: { kind: 'none' } });
    expect(
      renderDecision(none, platform, {
        allowedKinds: undefined,
        check,
        render: renderEnvironment,
        version: '9.9.9',
      }),
    ).toEqual({
      decided: none,
      changes: [],
    });
    const remove = sampleDecided({ outcome: { kind: 'remove' } });
    expect(
      renderDecision(remove, platform, {
        allowedKinds: undefined,
        check,
        render: renderEnvironment,
        version: '9.9.9',
      }).changes,
    ).toEqual([{ directory: DIRECTORY, files: [] }]);
  });

  it('write: the record with its requests, and the manifests; the decision stands', () => {
    const rendered = render(live);
    const files = filesOf(rendered);
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['environment.yaml', 'manifests/app.yaml']),
    );
    const reading = readRecord(files[0]?.content ?? '', recordPath('7'));
    expect(reading.kind === 'good' && reading.record.requests?.pods).toBeGreaterThan(0);
    expect(rendered.decided.decision.rule).toBe('sample');
  });

  it('a tombstone leaves no manifest', () => {
    expect(filesOf(render(tombstone())).map(({ path }) => path)).toEqual([
      'environment.yaml',
      'manifests/.keep',
    ]);
  });

  it('is the same for the same decision', () => {
    expect(render(live)).toEqual(render(live));
  });
});

describe('what may not be deployed changes nothing', () => {
  it.each([
    ['cpu: 10m', /cpu \S+ \(at most 10m\)/],
    ['memory: 1Mi', /memory \S+ \(at most 1Mi\)/],
    ['storage: 1Mi', /storage \S+ \(at most 1Mi\)/],
  ])('requests above %s', (limit, message) => {
    const databases = { postgresql: { version: '17', storage: '1Gi' } };
    const record = sampleRecord('7', {
      config: { ...live.config, databases },
      data: { epoch: 1, storage: { postgresql: '1Gi' } },
    });
    const { decided, changes } = render(record, { platform: limits(limit) });
    expect(changes).toEqual([]);
    expect(decided.decision).toMatchObject({
      rule: 'not-rendered',
      outcome: { kind: 'none' },
      status: 'failed',
      problems: [{ message: expect.stringMatching(message) as string }],
    });
  });

  it('every limit that is passed is named at once', () => {
    const { decided } = render(live, { platform: limits('cpu: 1m, memory: 1Mi') });
    expect(decided.decision.problems?.[0]?.message).toMatch(/cpu .* memory /);
  });

  it('what runs keeps running, and the comment says so', () => {
    const { decided } = render(live, {
      before: { ...live, template },
      platform: limits('cpu: 1m'),
    });
    expect(decided.decision).toMatchObject({
      status: 'deploying',
      reason: expect.stringContaining('3f2a1b0 stays deployed') as string,
    });
  });

  it('limits that were lowered do not hold up the end of an environment', () => {
    const { changes } = render(tombstone(), {
      before: { ...live, template },
      platform: limits('cpu: 1m'),
    });
    expect(changes).toHaveLength(1);
  });

  it('a record that cannot be rendered is told, never thrown', () => {
    const record = sampleRecord('7', {
      config: { ...live.config, databases: { postgresql: { version: '17', storage: 'much' } } },
      data: { epoch: 1, storage: { postgresql: 'much' } },
    });
    const { decided, changes } = render(record);
    expect(changes).toEqual([]);
    expect(decided.decision.problems?.[0]?.message).toMatch(/cannot be rendered: .*much/);
  });
});

describe('kinds that the AppProject lacks', () => {
  const allowed = new Set(['/Namespace', '/ResourceQuota', '/LimitRange', '/Service']);

  it('are not committed: an alarm names them and what to do', () => {
    const { decided, changes } = render(live, { before: { ...live, template }, allowed });
    expect(changes).toEqual([]);
    expect(decided.decision).toMatchObject({ rule: 'kinds-not-allowed', alarm: true });
    expect(decided.decision.problems?.[0]?.message).toMatch(
      /platform\/shop\.yaml .* make apps\/Deployment.*npm run synth/,
    );
  });

  it('a tombstone needs none', () => {
    expect(
      render(tombstone(), { before: { ...live, template }, allowed: new Set() }).changes,
    ).toHaveLength(1);
  });
});

describe('what does not pass the check', () => {
  const record = sampleRecord('7', { images: { app: 'docker.io/evil/app:1' } });

  it('is not committed: an alarm names rule, object and field, and what runs keeps running', () => {
    const { decided, changes } = render(record, { before: live });
    expect(changes).toEqual([]);
    expect(decided.decision).toMatchObject({
      ...{ rule: 'check-failed', alarm: true, status: 'deploying', outcome: { kind: 'none' } },
      problems: [
        { message: expect.stringContaining('whoever runs the platform') as string },
        {
          message: expect.stringMatching(
            /^image: Deployment app, spec\.template\.spec\.containers\[app\]\.image: .*evil/,
          ) as string,
        },
      ],
    });
  });

  it('does not hold up the end of an environment', () => {
    expect(render(tombstone(), { before: record }).changes).toHaveLength(1);
  });
});

describe('hostile text of a pull request', () => {
  it.each([
    '$(rm -rf /)',
    '../../x',
    'x\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: evil}\n',
    'x\nSigned-off-by: x',
    '&a *a !!js/function "',
    '{{ .Values.x }} ${{ secrets.X }} $(POD_IP)',
    '<img src=x onerror=alert(1)>',
    '\u0000\u001b[2J\u202e',
    'a'.repeat(5000),
  ])('%# adds no file and no object', (evil) => {
    const kindsOf = (record: EnvironmentRecord) =>
      filesOf(render(record)).map(({ path, content }) => ({
        path,
        kinds: parseAllDocuments(content).map((document) => {
          expect('errors' in document && document.errors).toEqual([]);
          return (document as { toJS(): { kind?: string } | null }).toJS()?.kind;
        }),
      }));
    const source = { ...live.source, branch: evil, base: evil, author: evil };
    expect(kindsOf(sampleRecord('7', { source }))).toEqual(kindsOf(live));
  });
});
