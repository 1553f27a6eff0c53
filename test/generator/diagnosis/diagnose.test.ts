import fc from 'fast-check';
import { CASES, diagnose } from '../../../generator/diagnosis/diagnose.ts';
import { readObjects } from '../../../generator/diagnosis/evidence.ts';
import { FINDING_KINDS } from '../../../generator/diagnosis/finding.ts';
import { given, readRecording, recordings, reworded } from './recorded.ts';
import { written } from './written.ts';

/** What each recording is: its findings by kind and part. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  healthy: [],
  'wrong-port': ['connection-refused app'],
  'wrong-port-silent': ['connection-refused app'],
  'listens-on-localhost': ['connection-refused app'],
  'health-path-missing': ['health-path app'],
  'health-needs-login': ['health-path app'],
  unhealthy: ['unhealthy app'],
  'stops-answering': ['unhealthy app'],
  crash: ['crash app'],
  'ends-well': ['crash app'],
  'needs-local-database': ['crash app'],
  'image-absent': ['image-pull app'],
  'wrong-architecture': ['wrong-architecture app'],
  'bad-command': ['bad-command app'],
  'command-in-shell-absent': ['bad-command app'],
  'read-only-python': ['read-only-file-system app'],
  'read-only-mkdir': ['read-only-file-system app'],
  'read-only-shell': ['read-only-file-system app'],
  'not-permitted': ['runs-as-root app'],
  'runs-as-root': ['runs-as-root app'],
  'out-of-memory': ['out-of-memory app'],
  'slow-start': ['slow-start app'],
  hangs: ['slow-start app'],
  quota: ['quota app'],
  unschedulable: ['unschedulable app'],
  'secret-missing': ['secret-missing app'],
  'password-missing': ['secret-missing database postgresql'],
  'database-image-absent': ['image-pull database postgresql'],
  'database-crash': ['database-not-ready database postgresql'],
  'database-hangs': ['database-not-ready database postgresql'],
  'migrate-failed': ['migrate-failed app'],
  'migrate-command-absent': ['bad-command app'],
  'seed-failed': ['seed-failed seed'],
  'seed-first-try': ['seed-failed seed'],
  'seed-too-slow': ['seed-failed seed'],
  'sync-failed': ['sync-failed environment'],
  'too-much-on-disk': ['disk-full app'],
};

const told = ({ evidence, record }: ReturnType<typeof given>) =>
  diagnose(evidence, record).map(({ kind, part }) => `${kind} ${part}`);

describe('a recording of real pods', () => {
  it.each(Object.entries(EXPECTED))('%s', (name, findings) => {
    expect(told(given(readRecording(name)))).toEqual(findings);
  });

  it('has its place in the table', () => {
    expect(recordings()).toEqual(Object.keys(EXPECTED).sort());
  });
});

it('every kind of finding is shown by a recording or a documented text', () => {
  const all = [
    ...recordings().map((name) => given(readRecording(name))),
    ...Object.values(written).map((make) => make()),
  ].flatMap(({ evidence, record }) => diagnose(evidence, record));
  const kinds = new Set(all.map(({ kind }) => kind));
  expect(FINDING_KINDS.filter((kind) => !kinds.has(kind))).toEqual([]);
});

it('every case has a name of its own', () => {
  const names = CASES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe('a diagnosis', () => {
  it('of an environment that sleeps, waits or goes is empty', () => {
    const recorded = readRecording('crash');
    for (const state of ['sleeping', 'pending', 'destroying'] as const) {
      expect(told(given(recorded, { state }))).toEqual([]);
    }
  });

  it('looks at the newest pod of a part, and at none that is on its way out', () => {
    const broken = readRecording('crash');
    const whole = readRecording('healthy');
    const evidence = (...recorded: (typeof broken)[]) => ({
      ...given(broken).evidence,
      pods: recorded.flatMap((one) => given(one).evidence.pods),
    });
    const at = (recorded: typeof broken, time: string, more = '') => {
      const text = JSON.stringify(recorded, (key, value: unknown) =>
        key === 'creationTimestamp' ? time : value,
      ).replaceAll('"metadata":{', `"metadata":{${more}`);
      return JSON.parse(text) as typeof broken;
    };
    const [early, late] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
    const { record } = given(broken);
    const going = '"deletionTimestamp":"2026-01-03T00:00:00Z",';
    const of = (...recorded: (typeof broken)[]) => diagnose(evidence(...recorded), record).length;
    expect(of(at(broken, early), at(whole, late))).toBe(0);
    expect(of(at(broken, late), at(whole, early))).toBe(1);
    expect(of(at(broken, late, going), at(whole, early))).toBe(0);
  });

  it('forgets that a pod was refused once there is a newer one, also within the same second', () => {
    const { evidence, record } = given(readRecording('quota'));
    const refusals = evidence.events.filter(({ reason }) => reason === 'FailedCreate');
    const refusedAt = refusals
      .map(({ at }) => at)
      .sort()
      .at(-1);
    for (const creationTimestamp of [evidence.at, refusedAt ?? '']) {
      const pods = evidence.pods.map((pod) => ({
        ...pod,
        metadata: { ...pod.metadata, creationTimestamp },
      }));
      expect(diagnose({ ...evidence, pods }, record)).toEqual([]);
    }
  });

  it('says nothing of a port nobody listens on while the app has just begun', () => {
    const { evidence, record } = given(readRecording('wrong-port-silent'));
    const early = (seconds: number) => {
      const startedAt = new Date(Date.parse(evidence.at) - seconds * 1000).toISOString();
      const pods = evidence.pods.map((pod) => ({
        ...pod,
        status: {
          ...pod.status,
          containerStatuses: [
            {
              ...{ name: 'app', ready: false, started: false, restartCount: 0 },
              ...{ state: { running: { startedAt } }, lastState: {} },
            },
          ],
        },
      }));
      const events = evidence.events
        .filter(({ reason }) => reason === 'Unhealthy')
        .map((event) => ({ ...event, at: evidence.at }));
      return diagnose({ ...evidence, pods, events, logs: [] }, record).length;
    };
    expect([early(10), early(29), early(31)]).toEqual([0, 0, 1]);
  });

  it('names the fields of a service where there are several', () => {
    const { evidence, record } = written['app: of several services']!();
    const [finding] = diagnose(evidence, record);
    expect(finding).toMatchObject({ part: 'service web' });
    expect(finding?.fix).toContain('`services.web.app.port`');
  });

  it('has no secret of a log or a message in it', () => {
    const recorded = reworded('image-absent', [['not found', 'https://bot:Zq9secret77@ghcr.io']]);
    const { evidence, record } = given(recorded);
    expect(JSON.stringify(diagnose(evidence, record))).not.toContain('Zq9secret77');
    const crash = given(readRecording('crash'));
    expect(JSON.stringify(crash.evidence.logs)).toContain('hunter2');
    expect(JSON.stringify(diagnose(crash.evidence, crash.record))).not.toContain('hunter2');
  });
});

/** A recording in which some values, wherever they stand, are other ones. */
const spoiled = fc
  .tuple(
    fc.constantFrom(...Object.keys(EXPECTED)),
    fc.array(fc.tuple(fc.nat(400), fc.oneof(fc.anything({ maxDepth: 2 }), fc.string())), {
      maxLength: 8,
    }),
  )
  .map(([name, changes]) => {
    let count = 0;
    const spoil = (value: unknown): unknown => {
      const change = changes.find(([at]) => at === count++);
      if (change) return change[1];
      if (Array.isArray(value)) return value.map(spoil);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spoil(inner)]));
    };
    const recorded = readRecording(name);
    const { pods, events, jobs, externalSecrets } = recorded;
    const list = (of: unknown) => (Array.isArray(of) ? of.map(spoil) : []);
    return {
      recorded,
      raw: {
        ...{ pods: list(pods), events: list(events) },
        ...{ jobs: list(jobs), externalSecrets: list(externalSecrets) },
      },
    };
  });

it('hostile objects make no error, no second finding of a part, and no sentence of two lines', () => {
  fc.assert(
    fc.property(spoiled, fc.array(fc.string({ unit: 'binary' })), ({ recorded, raw }, lines) => {
      const { evidence, record } = given(recorded);
      const logs = evidence.logs.map((log) => ({ ...log, lines }));
      const findings = diagnose({ ...evidence, ...readObjects(raw), logs }, record);
      const parts = findings.map(({ part }) => part);
      expect(new Set(parts).size).toBe(parts.length);
      for (const { summary, fix } of findings) {
        // What stands between backticks is ours: an even number of them, and none in a quotation.
        expect(summary.replace(/"[^"]*"/g, '').split('`').length % 2).toBe(1);
        expect(summary.match(/"[^"]*`[^"]*"/)).toBeNull();
        expect(fix.split('`').length % 2).toBe(1);
        expect(summary + fix).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(summary.length).toBeLessThan(800);
      }
    }),
    { numRuns: 100 },
  );
});
