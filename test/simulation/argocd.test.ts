import { formatRecord, type EnvironmentRecord } from '../../apps/environment/record.ts';
import { sampleRecord } from '../generator/gitops/sample-record.ts';
import { createArgoCD, type SimulatedArgoCD } from './argocd.ts';
import { createRemote, type Remote } from './git.ts';
import { createSimulatedGitHub, type SimulatedGitHub } from './github.ts';
import { createRandom } from './random.ts';
import { createReadings } from './readings.ts';
import { createTime, type SimulatedTime } from './time.ts';

/*
 * What the model claims of Argo CD, each of which test/e2e shows on a real one: lifecycle, outages, by-hand,
 * failed-sync.
 */
let time: SimulatedTime;
let remote: Remote;
let github: SimulatedGitHub;
let argocd: SimulatedArgoCD;

beforeEach(() => {
  time = createTime();
  remote = createRemote('domain: a.dev\n');
  github = createSimulatedGitHub(time);
  const parts = { remote, github, read: createReadings() };
  argocd = createArgoCD(time, createRandom(1), parts);
  argocd.syncFailures = 0;
  github.open({ draft: false, fork: false, file: '' });
});

const id = 'shop-pr-1';
const directory = 'environments/shop/pr-1';

function write(change: Partial<EnvironmentRecord> | undefined, pods = 'one'): void {
  remote.commit((tree) => {
    for (const path of tree.keys()) if (path.startsWith(directory)) tree.delete(path);
    if (!change) return;
    const record = sampleRecord('1', change);
    tree.set(`${directory}/environment.yaml`, formatRecord(record));
    if (record.state === 'active') tree.set(`${directory}/manifests/app.yaml`, pods);
    else tree.set(`${directory}/manifests/.keep`, '');
  }, 'a test');
}
const wake = () => {
  argocd.wakeSets();
  argocd.wakeApplications();
};
const after = (seconds: number) => time.runUntil(time.ms() + seconds * 1_000);
const close = () => github.change(1, (pull) => void (pull.state = 'closed'));
const tombstone = {
  state: 'destroying',
  cause: { reason: 'closed', since: '2026-01-05T08:00:00Z', by: 'github' },
} as const;

async function live(): Promise<void> {
  write({});
  wake();
  await after(10);
  expect(argocd.namespaces.get(id)).toBe('present');
}

describe('Argo CD in the simulation', () => {
  it('makes an Application where both are there, a record and an open pull request', async () => {
    wake();
    await after(10);
    expect(argocd.applications.size).toBe(0);
    await live();
    write(undefined);
    github.open({ draft: false, fork: false, file: '' });
    wake();
    await after(20);
    expect([argocd.applications.size, argocd.namespaces.size]).toEqual([0, 0]);
  });

  it('removes everything of what was closed, with the record still there; unasked within five minutes', async () => {
    await live();
    close();
    await after(300);
    expect([argocd.applications.size, argocd.namespaces.size]).toEqual([0, 0]);
  });

  it('keeps what it has while GitHub does not answer, and heeds no webhook for a while after', async () => {
    await live();
    github.down = true;
    close();
    wake();
    await after(60);
    expect(argocd.namespaces.get(id)).toBe('present');
    github.down = false;
    await after(200);
    expect(argocd.namespaces.has(id)).toBe(false);
  });

  it('empties a tombstone although GitHub does not answer; the Application goes when it does', async () => {
    await live();
    github.down = true;
    write(tombstone);
    wake();
    await after(12);
    expect([argocd.namespaces.has(id), argocd.applications.has(id)]).toEqual([false, true]);
    github.down = false;
    await after(300);
    expect(argocd.applications.has(id)).toBe(false);
  });

  it('keeps what is preserved after the close, and removes it with its record', async () => {
    await live();
    write({ keep: 'preserved' });
    close();
    wake();
    await after(300);
    expect(argocd.namespaces.get(id)).toBe('present');
    write(undefined);
    wake();
    await after(12);
    expect(argocd.namespaces.has(id)).toBe(false);
  });

  it('does nothing at all while one record cannot be read', async () => {
    await live();
    remote.commit(
      (tree) => tree.set('environments/shop/pr-9/environment.yaml', 'state: [acti'),
      'spoiled',
    );
    close();
    wake();
    await after(300);
    expect(argocd.namespaces.get(id)).toBe('present');
  });

  it('heals what is wanted again while its namespace terminates', async () => {
    await live();
    write(tombstone);
    wake();
    await after(3);
    expect(argocd.namespaces.get(id)).toBe('terminating');
    write({});
    wake();
    await after(15);
    expect(argocd.namespaces.get(id)).toBe('present');
  });

  it('never tries what failed again, but what was changed', async () => {
    await live();
    argocd.syncFailures = 1;
    write({}, 'two');
    wake();
    await after(10);
    argocd.syncFailures = 0;
    wake();
    await after(300);
    const sync = () => argocd.cluster((_, act) => Promise.resolve(act())).applications.sync(id);
    expect(sync()).toMatchObject({ kind: 'known', failure: { message: 'refused' } });
    write({}, 'two, once more');
    wake();
    await after(10);
    expect(sync()).toEqual({ kind: 'known' });
  });
});
