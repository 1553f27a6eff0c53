import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { componentFiles } from '../../../../apps/platform/components/render.ts';
import { outsidePorts } from '../../../../apps/platform/components/generator-egress.ts';
import type { Platform } from '../../../../apps/platform/config.ts';
import { readSettings } from '../../../../generator/settings.ts';
import { EVERYTHING, platformWith, type Values } from './example-settings.ts';

/** The objects of some components. */
function objectsOf(platform: Platform, ...components: string[]): Values[] {
  return componentFiles(platform)
    .filter(({ path }) =>
      components.some((name) => path.startsWith(`platform/components/${name}/`)),
    )
    .flatMap(({ chart }) => chart.toJson() as Values[]);
}
const one = (objects: readonly Values[], kind: string, name: string): Values => {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`there is no ${kind} ${name}`);
  return found;
};

const platform = platformWith(EVERYTHING);
const generator = objectsOf(platform, 'generator');
const deployment = one(generator, 'Deployment', 'generator');
const cronJob = one(objectsOf(platform, 'sweeper'), 'CronJob', 'sweeper');
const pods = {
  generator: deployment.spec.template.spec as Values,
  sweeper: cronJob.spec.jobTemplate.spec.template.spec as Values,
};

/** The variables a container starts its program with: its own, with what a Secret of these keys has. */
function started(pod: Values, secret: Readonly<Record<string, string>>): Record<string, string> {
  const [container] = pod.containers as Values[];
  const directory = mkdtempSync(join(tmpdir(), 'secrets-'));
  const files = pod.volumes.find(({ name }: Values) => name === 'secrets').secret.items as Values[];
  for (const { key, path } of files) {
    if (secret[key] !== undefined) writeFileSync(join(directory, path as string), secret[key]);
  }
  const env: Record<string, string> = {};
  for (const { name, value, valueFrom } of container!.env as Values[]) {
    const { key, optional } = (valueFrom?.secretKeyRef ?? {}) as Values;
    const given = (value as string | undefined) ?? secret[key];
    if (given === undefined && optional !== true) throw new Error(`the Secret must have ${key}`);
    if (given !== undefined) env[name] = given;
  }
  const [shell, flag, script, ...rest] = container!.command as string[];
  const here = script!.replaceAll('/secrets', directory);
  const { stdout, status, stderr } = spawnSync(shell!, [flag!, here, rest[0]!, 'env', '-0'], {
    env: { ...env, PATH: process.env.PATH },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const pairs = stdout.split('\0').filter(Boolean);
  return Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
}

const secret = { 'github-webhook-secret': 'w', 'argocd-webhook-secret': 'a' };

describe('the generator’s own pod', () => {
  it('starts with what the generator understands, by a token', () => {
    const settings = readSettings(started(pods.generator, { ...secret, 'github-token': 't' }));
    expect(settings).toMatchObject({
      gitopsUrl: 'https://git.example/acme/previews.git',
      gitopsBranch: 'main',
      webhookSecrets: ['w'],
      argocdWebhookSecret: 'a',
      github: { kind: 'token', token: 't' },
      ...{ port: 8080, statusPort: 8081, dataDirectory: '/data' },
      kubernetes: { mode: 'on' },
    });
    expect(settings.registryAuthFile).toBeUndefined();
    expect(settings.gitopsCredentials).toBeUndefined();
  });

  it('by an App, with a key for Git and credentials of registries', () => {
    const variables = started(pods.generator, {
      ...secret,
      ...{ 'github-app-id': '7', 'github-app-private-key': 'k', 'gitops-ssh-key': 's' },
      ...{ 'registry-auth': '{}', 'github-webhook-secret-previous': 'old' },
    });
    const settings = readSettings(variables);
    expect(settings.github).toMatchObject({ kind: 'app', appId: '7' });
    expect(settings.gitopsCredentials).toMatchObject({ kind: 'ssh' });
    expect(settings.registryAuthFile).toMatch(/registry-auth$/);
    expect(settings.webhookSecrets).toEqual(['w', 'old']);
  });

  it('does not start without a webhook secret, and says so before it runs', () => {
    expect(() => started(pods.generator, { 'github-token': 't' })).toThrow('github-webhook-secret');
  });

  it('the sweeper’s starts without secrets of webhooks, and is given none', () => {
    const variables = started(pods.sweeper, { ...secret, 'github-token': 't' });
    expect(Object.keys(variables).filter((name) => /WEBHOOK/.test(name))).toEqual([]);
    expect(readSettings({ ...variables, GITHUB_WEBHOOK_SECRET: 'none' }).github).toMatchObject({
      token: 't',
    });
  });

  it.each(Object.entries(pods))(
    '%s: is restricted, bounded, and writes to its volumes only',
    (_, pod) => {
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001 });
      const [container] = pod.containers as Values[];
      expect(container).toMatchObject({
        image: 'ghcr.io/acme/previews:0.1.0',
        securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        resources: { requests: { memory: '192Mi' }, limits: { memory: '512Mi' } },
      });
      expect(pod.priorityClassName).toBe('k8s-ee-platform');
    },
  );

  it('has time to finish what it accepted, and one volume that two of it would fight for', () => {
    expect(pods.generator.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(35);
    expect(deployment.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    const claim = one(generator, 'PersistentVolumeClaim', 'generator');
    expect(claim.spec).toMatchObject({ storageClassName: 'local-path' });
  });
});

describe('what of the generator is reached from outside', () => {
  const pathsOf = (objects: readonly Values[], name: string): string[] =>
    one(objects, 'Ingress', name).spec.rules.flatMap(({ http }: Values) =>
      http.paths.map(({ path, pathType }: Values) => `${pathType} ${path}`),
    );
  const loginOf = (name: string): unknown =>
    one(generator, 'Ingress', name).metadata.annotations[
      'traefik.ingress.kubernetes.io/router.middlewares'
    ];

  it('GitHub’s webhook without a login, the pages with one', () => {
    expect(pathsOf(generator, 'generator-webhook')).toEqual(['Exact /webhooks/github']);
    expect(loginOf('generator-webhook')).toBeUndefined();
    expect(loginOf('generator')).toBe('k8s-ee-login-ops@kubernetescrd');
    expect(one(generator, 'Ingress', 'generator').spec.rules[0].host).toBe(
      'previews.ops.example.com',
    );
  });

  it('neither metrics nor health, however they are written', () => {
    for (const path of pathsOf(generator, 'generator')) {
      const [type, text = ''] = path.split(' ');
      // A prefix that is the root would hold everything.
      if (type === 'Prefix') expect(text).toMatch(/^\/(api\/environments|assets|environments)$/);
      expect(text).not.toMatch(/metrics|health|ready/i);
    }
  });

  it('without a login the webhook alone', () => {
    const ingresses = objectsOf(platformWith(), 'generator').filter(
      ({ kind }) => kind === 'Ingress',
    );
    expect(ingresses.map(({ metadata }) => metadata.name)).toEqual(['generator-webhook']);
  });

  it('answers for itself while it is not ready: an empty Service would look like an app', () => {
    for (const name of ['generator', 'generator-status']) {
      const { spec } = one(generator, 'Service', name);
      expect(spec).toMatchObject({
        publishNotReadyAddresses: true,
        ports: [{ name: 'http', port: 80 }],
      });
    }
  });
});

describe('whom the generator reaches', () => {
  it.each([
    [{}, [443, 6443]],
    [{ gitops: { url: 'ssh://git@git.example/a/b.git' } }, [22, 443, 6443]],
    [{ gitops: { url: 'ssh://git@git.example:2222/a/b.git' } }, [443, 2222, 6443]],
    [
      {
        gitops: { url: 'http://git.example/a.git' },
        github: { apiUrl: 'https://gh.example:8443/api/v3' },
      },
      [80, 443, 6443, 8443],
    ],
    [
      {
        projects: [
          { id: 'shop', repository: 'acme/shop', image: 'registry.example:5000/acme/shop:{sha}' },
        ],
      },
      [443, 5000, 6443],
    ],
  ])('%j', (more, ports) => {
    expect(outsidePorts(platformWith({}, more))).toEqual(ports);
  });

  it('pods by their names only, and nobody else is let in', () => {
    const policy = one(generator, 'NetworkPolicy', 'generator');
    const blocks = policy.spec.egress
      .flatMap(({ to }: Values) => to)
      .filter(({ ipBlock }: Values) => ipBlock);
    expect(blocks[0].ipBlock.except).toEqual(['10.42.0.0/16']);
    expect(one(generator, 'NetworkPolicy', 'default-deny').spec.podSelector).toEqual({});
    const incoming = policy.spec.ingress.flatMap(({ from }: Values) => from);
    expect(
      incoming.map(({ podSelector }: Values) => podSelector.matchLabels['app.kubernetes.io/name']),
    ).toEqual(['traefik', 'prometheus']);
    const unmeasured = objectsOf(platformWith({ components: { monitoring: 'off' } }), 'generator');
    expect(JSON.stringify(one(unmeasured, 'NetworkPolicy', 'generator'))).not.toContain(
      'prometheus',
    );
  });
});
