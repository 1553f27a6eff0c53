import { parsePlatform, type Platform } from '../../../../apps/platform/config.ts';
import { PROFILES } from '../../../../apps/platform/profiles.ts';
import { formatProblem } from '../../../../apps/problems.ts';

const base = `domain: acme-previews.dev
opsDomain: ops.example.com
gitops: {url: https://git.example/acme/previews.git}
`;
const least = '{generator: {image: "ghcr.io/acme/previews:0.1.0"}, tls: {issuer: none}}';

function problems(text: string): string[] {
  const parsed = parsePlatform(text);
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
}

function platformOf(text: string): Platform {
  const parsed = parsePlatform(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.value;
}

describe('platform', () => {
  it('has a default for all but the image and who issues certificates', () => {
    const { components, notInEffect } = platformOf(`${base}platform: ${least}\n`);
    expect(components).toEqual({
      opsDomain: 'ops.example.com',
      profile: 'lean',
      generatorImage: 'ghcr.io/acme/previews:0.1.0',
      tls: { issuer: 'none', server: 'production' },
      alerts: {},
      certManager: true,
      externalSecrets: true,
      monitoring: true,
      logs: true,
      storageClass: 'local-path',
      versions: {},
    });
    expect(notInEffect).toEqual([]);
  });

  it('says where everything is reached, what the file says wins', () => {
    expect(platformOf(`${base}platform: ${least}\n`)).toMatchObject({
      argocd: {
        url: 'https://argocd.ops.example.com',
        serverWebhook: 'http://argocd-server.argocd/api/webhook',
      },
      probe: { connect: 'traefik.kube-system.svc:443' },
      prometheus: { url: 'http://kps-prometheus.observability:9090' },
    });
    const said = `argocd: {url: "https://cd.example"}\nprobe: {connect: "a:1"}\nprometheus: {url: "http://p:9090"}\n`;
    expect(platformOf(`${base}${said}platform: ${least}\n`)).toMatchObject({
      argocd: { url: 'https://cd.example' },
      probe: { connect: 'a:1' },
      prometheus: { url: 'http://p:9090' },
    });
  });

  it('without monitoring there is no Prometheus to ask', () => {
    const off = least.replace('}}', '}, components: {monitoring: off}}');
    const platform = platformOf(`${base}policy: {sleepAfter: 2h}\nplatform: ${off}\n`);
    expect(platform.prometheus).toBeUndefined();
    expect(platform.notInEffect).toEqual(['policy.sleepAfter (it needs prometheus.url)']);
  });

  it('its profile says what environments may ask for, key by key', () => {
    const { capacity } = platformOf(`${base}capacity: {pods: 7}\nplatform: ${least}\n`);
    expect(capacity).toEqual({ ...PROFILES.lean.capacity, pods: 7 });
  });

  it.each([
    ['{}', 'platform.generator: is required'],
    [least.replace(':0.1.0', ''), 'platform.generator.image: expected an image with a tag'],
    [least.replace('none', 'cloudflare'), 'platform.tls.email: expected an e-mail address, which'],
    [
      least.replace('issuer: none', 'issuer: route53, email: a@b.c'),
      'platform.tls.route53: expected a mapping with region',
    ],
    [
      least.replace('issuer: none', 'issuer: none, route53: {region: eu-central-1}'),
      'platform.tls.route53: has no effect with issuer none',
    ],
    [least.replace('}}', '}, versions: {loki: latest}}'), 'expected a version such as 1.2.3'],
    [least.replace('}}', '}, versions: {loky: 1.2.3}}'), 'no such key "loky"'],
    [
      least.replace('}}', '}, components: {monitoring: off}, alerts: {webhook: on}}'),
      'platform.alerts.webhook: has no effect with components.monitoring off',
    ],
    [least.replace('}}', '}, components: {grafana: on}}'), 'there is no such key "grafana"'],
    [least.replace('}}', '}, alerts: {slack: {channel: ops}}}'), 'a channel such as "#previews"'],
  ])('%s is refused', (text, message) => {
    expect(problems(`${base}platform: ${text}\n`).join('\n')).toContain(message);
  });

  it.each(['a.acme-previews.dev', 'acme-previews.dev', 'dev'])(
    'opsDomain %s shares cookies with the previews',
    (opsDomain) => {
      expect(problems(base.replace('ops.example.com', opsDomain))).toEqual([
        expect.stringMatching(/^line 2, column \d+: opsDomain: expected a domain that shares/),
      ]);
    },
  );

  it('needs opsDomain', () => {
    const text = `${base.replace(/opsDomain.*\n/, '')}platform: ${least}\n`;
    expect(problems(text).join()).toContain('platform: needs opsDomain');
  });
});
