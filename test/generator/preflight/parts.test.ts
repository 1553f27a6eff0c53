import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parsePlatform } from '../../../apps/platform/config.ts';
import { known, unknown } from '../../../generator/asked.ts';
import { inspectGitHub } from '../../../generator/github/inspection.ts';
import { checkProtection, checkPush } from '../../../generator/preflight/checks/gitops.ts';
import { checkNodeAddresses } from '../../../generator/preflight/checks/node-addresses.ts';
import { checkTls, type ServedCertificate } from '../../../generator/preflight/checks/tls.ts';
import { createResolve } from '../../../generator/preflight/clients/resolver.ts';
import { createServedAt } from '../../../generator/preflight/clients/https.ts';
import { findingsTable } from '../../../generator/preflight/report.ts';
import { repositoryRoot } from '../../support/source-tree.ts';
import { startDns } from './support/dns-server.ts';
import { startEdge } from './support/edge-server.ts';
import { startGitHubServer } from './support/github-server.ts';

function platformWith(gitops: string) {
  const parsed = parsePlatform(`domain: acme-previews.dev\ngitops: ${gitops}\n`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

describe('branch protection', () => {
  let github: Awaited<ReturnType<typeof startGitHubServer>>;
  beforeAll(async () => {
    github = await startGitHubServer();
  });
  beforeEach(() => github.answers.clear());
  afterAll(() => github.stop());

  const branch = 'GET /repos/acme/previews/branches/main';
  // As on github.com, whose API this is.
  const check = (gitops = '{ url: https://github.com/acme/previews.git }') =>
    checkProtection(
      known(github.auth),
      (auth) => inspectGitHub({ apiUrl: github.url, auth }),
      platformWith(gitops),
    );

  it('is seen', async () => {
    expect(await check()).toEqual({
      ...{ check: 'gitops-protection', status: 'ok', message: 'main is protected' },
    });
  });

  it('is missed', async () => {
    github.answers.set(branch, { body: { name: 'main', protected: false } });
    expect(await check()).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('whoever writes it is cluster-admin'),
      next: expect.stringContaining('reviews required'),
    });
  });

  it.each([
    ['GitHub is ill', 500, /GitHub answered 500/],
    ['it is not shown', 404, /GitHub shows no branch main/],
  ])('is not concluded where %s', async (_, status, message) => {
    github.answers.set(branch, { status, body: { message: 'no' } });
    expect(await check()).toMatchObject({
      status: 'unknown',
      message: expect.stringMatching(message),
    });
  });

  it('is somebody else’s where the repository is', async () => {
    expect(await check('{ url: https://git.example.com/acme/previews.git }')).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('another GitHub'),
    });
  });
});

describe('addresses of nodes', () => {
  const check = (nodes: string[], addresses: string[]) => {
    const { network } = platformWith('{ url: https://github.com/acme/previews.git }');
    const node = { name: 'server-1', ready: true, version: 'v1.36.4+k3s1', architecture: 'arm64' };
    const allocatable = { cpu: '4', memory: '8Gi' };
    return checkNodeAddresses({ network: { ...network, nodes } }, [
      { ...node, allocatable, addresses },
    ]);
  };

  it.each([
    ['one by one', ['203.0.113.7/32', '10.0.0.4/32'], ['10.0.0.4', '203.0.113.7']],
    ['as a network', ['203.0.113.0/24'], ['203.0.113.7', '203.0.113.255']],
    ['those of IPv4 only', ['203.0.113.7/32'], ['203.0.113.7', '2001:db8::7']],
  ])('are hidden: %s', (_, nodes, addresses) => {
    expect(check(nodes, addresses)).toMatchObject({ status: 'ok' });
  });

  it.each([
    [[], ['203.0.113.7'], '[203.0.113.7]'],
    [['203.0.113.0/25'], ['203.0.113.128'], '[203.0.113.0/25, 203.0.113.128]'],
    [['10.0.0.4/32'], ['10.0.0.4', '203.0.113.7'], '[10.0.0.4, 203.0.113.7]'],
  ])('are not: %j', (nodes, addresses, line) => {
    expect(check(nodes, addresses)).toMatchObject({
      status: 'fail',
      next: expect.stringContaining(`network: { nodes: ${line} }`),
    });
  });
});

describe('a push', () => {
  const platform = platformWith('{ url: https://github.com/acme/previews.git }');
  it('to a branch that is still to be made is right', () => {
    expect(checkPush(platform, known('new'))).toMatchObject({
      status: 'ok',
      message: expect.stringContaining('makes the branch environments'),
    });
  });
});

describe('certificates', () => {
  const now = new Date('2026-11-30T00:00:00Z');
  const host = 'x.acme-previews.dev';
  const good: ServedCertificate = {
    ...{ covers: true, names: ['*.acme-previews.dev'], issuer: 'Let’s Encrypt R11' },
    until: new Date('2027-01-30T00:00:00Z'),
  };
  const check = (change: Partial<ServedCertificate>, staging = false) =>
    checkTls('tls-previews', host, known({ ...good, ...change }), { staging, now });

  it.each([
    [{}, 'ok', '61 days'],
    [{ until: new Date('2026-12-05T00:00:00Z') }, 'warn', 'ends in 5 days'],
    [{ until: new Date('2026-11-20T00:00:00Z') }, 'fail', 'ended 10 days ago'],
    [{ distrusted: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'fail', 'not trusted: DEPTH_ZERO'],
    [{ covers: false, names: ['*.other.dev'] }, 'fail', 'is for *.other.dev'],
  ] as const)('%j: %s', (change, status, message) => {
    expect(check(change)).toMatchObject({ status, message: expect.stringContaining(message) });
  });

  it('of staging are not trusted, which is to be', () => {
    expect(check({ distrusted: 'SELF_SIGNED_CERT_IN_CHAIN' }, true)).toMatchObject({
      status: 'warn',
      next: expect.stringContaining('production'),
    });
  });

  it('are looked at as they are served, trusted or not', async () => {
    const edge = await startEdge(['acme-previews.dev']);
    try {
      const trusting = createServedAt({ port: edge.port, ca: edge.ca, timeoutMs: 2_000 });
      const strict = createServedAt({ port: edge.port, timeoutMs: 2_000 });
      const served = await trusting('127.0.0.1', host);
      expect(served).toMatchObject({
        kind: 'known',
        value: { covers: true, names: ['*.acme-previews.dev'] },
      });
      expect(served).not.toHaveProperty('value.distrusted');
      expect(await strict('127.0.0.1', host)).toMatchObject({
        value: { covers: true, distrusted: expect.stringContaining('SELF_SIGNED') },
      });
      // One level only.
      expect(await trusting('127.0.0.1', 'a.b.acme-previews.dev')).toMatchObject({
        value: { covers: false },
      });
    } finally {
      await edge.stop();
    }
  });
});

describe('DNS', () => {
  it('that is silent is no answer; a name that is not there is', async () => {
    const dns = await startDns((name) =>
      name === 'there.dev' ? ['192.0.2.1', '2001:db8::1'] : undefined,
    );
    const resolve = createResolve({ servers: [dns.server], timeoutMs: 200 });
    expect(await resolve('there.dev')).toEqual(known(['192.0.2.1', '2001:db8::1']));
    expect(await resolve('gone.dev')).toEqual(known([]));
    dns.silence();
    expect(await resolve('there.dev')).toEqual(unknown('DNS gives no answer (ETIMEOUT)'));
    await dns.stop();
  });
});

describe('the table', () => {
  const findings = [
    { check: 'dns-ops', status: 'ok', message: 'fine' },
    {
      check: 'tls',
      status: 'fail',
      message: 'bad\u001b[2J\nnews',
      next: 'Mend it. '.repeat(20).trim(),
    },
  ] as const;

  it('has a line for each, what to do below, and the sum', () => {
    const lines = findingsTable(findings, { color: false }).split('\n');
    expect(lines[0]).toBe('ok      dns-ops  fine');
    expect(lines[1]).toBe('fail    tls      bad [2J news');
    expect(lines[2]).toMatch(/^ {17}→ Mend it\./);
    expect(lines[3]).toMatch(/^ {17}Mend/);
    expect(lines.at(-1)).toBe('1 ok, 0 warn, 1 fail, 0 unknown');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(120);
  });

  it('has colors for a terminal only', () => {
    expect(findingsTable(findings, { color: true })).toContain('\u001b[31mfail');
    expect(findingsTable(findings, { color: false })).not.toContain('\u001b');
  });
});

describe('the command', () => {
  const run = (...args: string[]) =>
    promisify(execFile)('node', ['--import', 'tsx', 'generator/preflight/main.ts', ...args], {
      cwd: repositoryRoot,
      env: { ...process.env, KUBECONFIG: '' },
    });

  it('says how it is called', async () => {
    await expect(run()).rejects.toMatchObject({ stderr: expect.stringContaining('--gitops DIR') });
  });

  it('exits with 1, and names the problem, without a platform.yaml', async () => {
    await expect(run('--gitops', 'docs', '--json')).rejects.toMatchObject({
      stdout: expect.stringContaining('there is no such file'),
    });
  });
});
