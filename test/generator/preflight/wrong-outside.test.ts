import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodesAnswer, PATHS } from './support/cluster-answers.ts';
import { DOMAIN, OPS } from './support/preflight-world.ts';
import { tellsWhatIsWrong } from './support/wrong-cases.ts';

tellsWhatIsWrong([
  [
    'platform.yaml is wrong',
    (world) => world.edit((text) => text.replace('images', '').replace('domain:', 'domain: [')),
    { check: 'platform.yaml', status: 'fail', message: /line \d+/ },
  ],
  [
    'platform.yaml has no components',
    (world) =>
      world.edit((text) => text.replace(/platform:\n( {2}.*\n)+/, '').replace(/opsDomain.*\n/, '')),
    { check: 'platform.yaml', status: 'warn', message: /no section "platform"/ },
  ],
  [
    'platform/ is old',
    async (world) => {
      await world.edit();
      await writeFile(join(world.directory, 'platform/shop.yaml'), 'old');
    },
    { check: 'rendered', status: 'fail', message: /platform\/shop.yaml/, next: /npm run synth/ },
  ],
  [
    'both domains are one site',
    (world) =>
      world.edit((text) => text.replace(`domain: ${DOMAIN}`, 'domain: previews.example.com')),
    { check: 'domains', status: 'fail', message: /one site to a browser, example.com/ },
  ],
  [
    'previews are a part of a site',
    (world) => world.edit((text) => text.replace(`domain: ${DOMAIN}`, 'domain: p.acme.dev')),
    { check: 'domains', status: 'warn', message: /a part of acme.dev/ },
  ],
  [
    'anybody has names below the domain',
    (world) => world.edit((text) => text.replace(`domain: ${DOMAIN}`, 'domain: github.io')),
    { check: 'domains', status: 'fail', message: /itself a suffix/ },
  ],
  [
    'there is no wildcard record',
    ({ names }) => names.set(`*.${DOMAIN}`, []),
    { check: 'dns-previews', status: 'fail', message: /does not exist/, next: /\*\.acme-previews/ },
  ],
  [
    'the wildcard record leads elsewhere',
    (world) => {
      world.answers.set(PATHS.nodes, nodesAnswer({ address: '8.8.8.8' }));
      world.names.set(`*.${OPS}`, ['1.1.1.1', '2606:4700:4700::1111']);
    },
    {
      check: 'dns-ops',
      status: 'fail',
      message: /1\.1\.1\.1 and 2606:4700:4700::1111, but .* 8\.8\.8\.8/,
    },
  ],
  [
    'the server is behind another address',
    ({ answers }) => answers.set(PATHS.nodes, nodesAnswer({ address: '10.0.0.4' })),
    { check: 'dns-previews', status: 'warn', message: /only private addresses .*10\.0\.0\.4/ },
  ],
  [
    'Traefik serves its own certificate',
    ({ edge }) => edge.state.missing.add(DOMAIN),
    {
      check: 'tls-previews',
      status: 'fail',
      message: /is for \*\.traefik\.default/,
      next: /Traefik's own/,
    },
  ],
  [
    'nothing listens for the dashboard',
    ({ names }) => names.set(`*.${OPS}`, ['127.0.0.2']),
    { check: 'tls-ops', status: 'fail', message: /no TLS at 127\.0\.0\.2:\d+ \(ECONNREFUSED\)/ },
  ],
  [
    'the generator has no route',
    ({ edge }) => (edge.state.status = 404),
    { check: 'webhook-route', status: 'fail', message: /answers 404/, next: /get pods,ingress/ },
  ],
  [
    'a login stands before the webhook',
    ({ edge }) => (edge.state.status = 302),
    { check: 'webhook-route', status: 'fail', message: /answers 302/, next: /such as a login/ },
  ],
  [
    'the generator is starting',
    ({ edge }) => (edge.state.status = 503),
    { check: 'webhook-route', status: 'warn', message: /is starting/ },
  ],
  [
    'the registry wants a login',
    ({ registry }) => (registry.status = 403),
    {
      check: 'registry',
      status: 'warn',
      message: /private, or nothing was pushed/,
      next: /registry-auth/,
    },
  ],
  [
    'the registry is ill',
    ({ registry }) => (registry.status = 500),
    { check: 'registry', status: 'fail', message: /answers 500/ },
  ],
  [
    'the generator may not push',
    ({ gitops }) => gitops.server.requirePassword('another'),
    {
      check: 'gitops-push',
      status: 'fail',
      message: /refuses the credential/,
      next: /gitops-ssh-key/,
    },
  ],
  [
    'one branch is for both',
    (world) =>
      world.edit((text) =>
        text.replace(/gitops: \{ url: (\S+) \}/, 'gitops: { url: $1, environmentsBranch: main }'),
      ),
    { check: 'gitops-protection', status: 'warn', message: /one branch, main/ },
  ],
]);
