import { generatorData, PATHS, secretAnswer } from './support/cluster-answers.ts';
import {
  appAnswer,
  delivery,
  hookAnswer,
  installationAnswer,
  personToken,
  rate,
} from './support/github-server.ts';
import { type PreflightWorld } from './support/preflight-world.ts';
import { tellsWhatIsWrong } from './support/wrong-cases.ts';

const generator = PATHS.secret('k8s-ee-system', 'generator');
const argocdGitHub = PATHS.secret('argocd', 'argocd-github');
const asPerson = (world: PreflightWorld) => {
  const {
    'github-app-id': _id,
    'github-app-private-key': _key,
    ...rest
  } = generatorData(world.github.auth);
  return world.answers.set(generator, secretAnswer({ ...rest, 'github-token': personToken }));
};
const answer =
  (call: string, body: unknown, status = 200) =>
  (world: PreflightWorld) =>
    world.github.answers.set(call, { status, body });

tellsWhatIsWrong([
  [
    'the App is gone',
    answer('GET /app', { message: 'Integration not found' }, 404),
    { check: 'github', status: 'fail', message: /does not work: GitHub answered 404/ },
  ],
  [
    'the App asks for too little',
    answer('GET /app', appAnswer({ permissions: { ...appAnswer().permissions, issues: 'read' } })),
    { check: 'github-permissions', status: 'fail', message: /does not ask for issues: write/ },
  ],
  [
    'the App hears too little',
    answer('GET /app', appAnswer({ events: ['pull_request', 'issue_comment', 'push'] })),
    {
      check: 'github-permissions',
      status: 'warn',
      message: /workflow_run, check_suite and registry_package/,
    },
  ],
  [
    'the App is not installed',
    answer('GET /repos/acme/shop/installation', { message: 'Not Found' }, 404),
    { check: 'github-installation', status: 'fail', message: /not installed for acme\/shop/ },
  ],
  [
    'the App is suspended',
    answer(
      'GET /repos/acme/shop/installation',
      installationAnswer({ suspended_at: '2026-01-01T00:00:00Z' }),
    ),
    { check: 'github-installation', status: 'fail', message: /suspended/ },
  ],
  [
    'nobody has accepted new permissions',
    answer(
      'GET /repos/acme/shop/installation',
      installationAnswer({ permissions: { metadata: 'read' } }),
    ),
    { check: 'github-installation', status: 'fail', message: /not granted yet: .*checks: write/ },
  ],
  [
    'the credential is a person’s token',
    asPerson,
    {
      check: 'github-permissions',
      status: 'warn',
      message: /commit statuses/,
      next: /npm run github-app/,
    },
  ],
  [
    'the webhook is set up wrongly',
    answer(
      'GET /app/hook/config',
      hookAnswer({
        url: 'https://old.example.com',
        content_type: 'form',
        insecure_ssl: '1',
        secret: '',
      }),
    ),
    {
      check: 'github-webhook',
      status: 'fail',
      message:
        /goes to https:\/\/old.example.com, not to .*content type.*no secret and it does not verify TLS/,
    },
  ],
  [
    'the webhook secrets of GitHub and the generator differ',
    answer('GET /app/hook/deliveries', [delivery(401), delivery(202)]),
    {
      check: 'github-webhook',
      status: 'fail',
      message: /answered with 401; 1 of the last 2/,
      next: /different webhook secrets/,
    },
  ],
  [
    'GitHub cannot reach the server',
    answer('GET /app/hook/deliveries', [delivery(0)]),
    { check: 'github-webhook', status: 'fail', message: /reached nobody/, next: /firewall/ },
  ],
  [
    'deliveries failed once',
    answer('GET /app/hook/deliveries', [delivery(200), delivery(502)]),
    { check: 'github-webhook', status: 'warn', message: /1 of the last 2 deliveries failed/ },
  ],
  [
    'nothing was delivered yet',
    answer('GET /app/hook/deliveries', []),
    { check: 'github-webhook', status: 'warn', message: /nothing was delivered/ },
  ],
  [
    'a repository has no webhook',
    (world) => asPerson(world) && answer('GET /repos/acme/shop/hooks', [])(world),
    { check: 'github-webhook', status: 'fail', message: /acme\/shop has no webhook/ },
  ],
  [
    'the webhook of a repository is told too little',
    (world) =>
      asPerson(world) &&
      answer('GET /repos/acme/shop/hooks', [
        { active: false, events: ['push'], config: hookAnswer() },
      ])(world),
    {
      check: 'github-webhook',
      status: 'fail',
      message: /switched off and it is not told of pull_request/,
    },
  ],
  [
    'the webhook of a repository fails',
    (world) =>
      asPerson(world) &&
      answer('GET /repos/acme/shop/hooks', [
        { active: true, events: ['*'], config: hookAnswer(), last_response: { code: 401 } },
      ])(world),
    { check: 'github-webhook', status: 'fail', message: /answered with 401/ },
  ],
  [
    'the token may not see webhooks',
    asPerson,
    { check: 'github-webhook', status: 'unknown', message: /may not see its webhooks/ },
  ],
  [
    'Argo CD’s token is worth nothing',
    ({ answers }) =>
      answers.set(
        argocdGitHub,
        secretAnswer({ token: 'ghp_wrong' }, { 'argocd.argoproj.io/secret-type': 'scm-creds' }),
      ),
    { check: 'argocd-github', status: 'fail', message: /GitHub answered 401/ },
  ],
  [
    'a project’s repository is not there for Argo CD',
    (world) => world.edit((text) => text.replace('acme/shop,', 'acme/gone,')),
    {
      check: 'argocd-github',
      status: 'fail',
      message: /acme\/gone is not there, or not for Argo CD/,
    },
  ],
  [
    'few requests are left',
    answer('GET /rate_limit', rate(400)),
    { check: 'rate-limit', status: 'warn', message: /400 of 5000/ },
  ],
  [
    'both credentials are one',
    (world) => {
      asPerson(world);
      const label = { 'argocd.argoproj.io/secret-type': 'scm-creds' };
      world.answers.set(argocdGitHub, secretAnswer({ token: personToken }, label));
    },
    { check: 'rate-limit', status: 'warn', message: /share the requests of alice/ },
  ],
]);
