import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { ENVIRONMENT_KINDS } from '../../constructs/platform/environment-kinds.ts';
import { network, type Pod } from '../constructs/environment/network.ts';
import { only, type KubeObject } from '../constructs/environment/rendered.ts';
import { allContainers, allowance, usage } from '../constructs/environment/usage.ts';
import { readText } from '../support/source-tree.ts';
import { applyHunk, copyRepository, stepsBelow, takeStep } from './walkthrough.ts';

const steps = stepsBelow(readText('docs/template.md'), 'Add a component');
const commands = {
  diff: 'npm run --silent diff',
  render: 'npm run --silent render -- docs/examples/k8s-ee.yaml --pr 7',
  golden: 'npm run golden',
};

describe('docs/template.md, add a component', () => {
  let root: string;
  const printed = new Map<string, string>();
  const run = async (command: string) =>
    (await promisify(execFile)('sh', ['-c', command], { cwd: root })).stdout;

  // Every step as the document has it, in its order.
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'template-'));
    await copyRepository(root);
    for (const step of steps) {
      if (step.kind === 'command') printed.set(step.command, await run(step.command));
      else await takeStep(root, step);
    }
  }, 120_000);
  afterAll(() => rm(root, { recursive: true, force: true }));

  const objects = () =>
    parseAllDocuments(printed.get(commands.render) ?? '').map((one) => one.toJS() as KubeObject);

  it('has the commands that are looked at here', () => {
    expect([...printed.keys()]).toEqual([commands.diff, commands.render, commands.golden]);
  });

  it('compiles', async () => {
    const compile = 'node node_modules/typescript/bin/tsc -p tsconfig.build.json --noEmit';
    expect(await run(compile)).toBe('');
  }, 60_000);

  it('brings a Deployment and a Service, of kinds that Argo CD may make', () => {
    const mail = objects().filter(({ metadata }) => metadata.name === 'mailpit');
    expect(mail.map(({ kind }) => kind).sort()).toEqual(['Deployment', 'NetworkPolicy', 'Service']);
    const kinds = ENVIRONMENT_KINDS.map(({ kind }) => kind);
    for (const { kind } of objects()) {
      if (kind !== 'Namespace') expect(kinds).toContain(kind);
    }
  });

  it('hardens it as every other, and tells the app where it is', () => {
    const containers = allContainers(objects());
    const mail = containers.find(({ name }) => name === 'mailpit');
    const app = containers.find(({ name }) => name === 'app');
    expect(mail?.securityContext).toEqual(app?.securityContext);
    expect(app?.env).toContainEqual({ name: 'SMTP_HOST', value: 'mailpit' });
    expect(app?.env).toContainEqual({ name: 'SMTP_PORT', value: '1025' });
  });

  it('has a quota of exactly what is rendered', () => {
    const allowed = allowance(only(objects(), 'ResourceQuota'));
    const nothing = Object.keys(allowed).map((key): [string, bigint] => [key, 0n]);
    expect(allowed).toEqual({ ...Object.fromEntries(nothing), ...usage(objects()) });
  });

  it('is reached by the app for SMTP only, and reaches nothing', () => {
    const policies = objects().filter(({ kind }) => kind === 'NetworkPolicy');
    const ways = network('shop-pr-7', policies);
    const pod = (name: string, namespace = 'shop-pr-7'): Pod => ({
      namespace,
      labels: { 'app.kubernetes.io/name': name },
    });
    const [app, mail] = [pod('app'), pod('mailpit')];
    const open = (from: Pod, to: Pod, port: number) =>
      ways.maySend(from, to, { protocol: 'TCP', port }) &&
      ways.mayReceive(to, from, { protocol: 'TCP', port });
    expect(open(app, mail, 1025)).toBe(true);
    expect(open(app, mail, 8025)).toBe(false);
    expect(open(pod('app', 'shop-pr-8'), mail, 1025)).toBe(false);
    expect(open(mail, app, 8080)).toBe(false);
    expect(open(mail, pod('postgresql'), 5432)).toBe(false);
    const dns: Pod = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
    expect(ways.maySend(mail, dns, { protocol: 'UDP', port: 53 })).toBe(false);
    expect(ways.maySendToAddress(mail, '192.0.2.1', { protocol: 'TCP', port: 25 })).toBe(false);
  });

  it('is shown by the diff as what it is', () => {
    const text = printed.get(commands.diff) ?? '';
    const section = (title: string) =>
      text.split('\n\n').find((part) => part.startsWith(`${title}: `)) ?? '';
    expect(section('Adds')).toContain('\n  1 environment: Deployment mailpit (shop-pr-7)');
    expect(section('Adds')).toContain('\n  1 environment: Service mailpit (shop-pr-7)');
    expect(section('Restarts pods')).toContain('env[SMTP_HOST] added: mailpit (shop-pr-7)');
    expect(section('Quota')).toContain('ResourceQuota environment: spec.hard.pods');
    expect(text).not.toMatch(/REFUSED|LOSES DATA|NOT COMPARED/);
    expect(text).toMatch(/\n1 environment: 1 would change, 0 would not; pods restart in 1\.\n$/);
  });

  it('is in the example once the golden files are written anew', async () => {
    expect(await run(commands.diff)).toBe('1 environment: nothing would change.\n');
  });
});

describe('a document that has left its code behind is found', () => {
  it.each([
    ['no', 'a\nb\n'],
    ['two', 'x\ny\n\nx\ny\n'],
  ])('lines with %s place', (_, text) => {
    const hunk = { before: ['x', 'y'], after: ['z'] };
    expect(() => applyHunk('apps/a.ts', text, hunk)).toThrow(
      /^apps\/a\.ts has [02] places, expected one/,
    );
  });

  it('lines at the start and the end of a file have theirs', () => {
    const hunk = { before: ['x'], after: ['y', 'z'] };
    expect(applyHunk('a.ts', 'x\nb\n', hunk)).toBe('y\nz\nb\n');
    expect(applyHunk('a.ts', 'b\nx\n', hunk)).toBe('b\ny\nz\n');
  });

  it.each([
    ['no heading "Gone"', 'x\n## There\n', 'Gone'],
    ['must begin with its path', '\n## There\n```ts\nconst a = 1;\n```\n', 'There'],
  ])('%s', (message, markdown, heading) => {
    expect(() => stepsBelow(markdown, heading)).toThrow(message);
  });
});
