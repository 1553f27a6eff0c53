import { notFound } from '../cluster/api-server.ts';
import {
  applicationsAnswer,
  configMapAnswer,
  definitionAnswer,
  deploymentsAnswer,
  generatorData,
  noDefinition,
  nodesAnswer,
  noSecret,
  PATHS,
  secretAnswer,
  storageAnswer,
} from './support/cluster-answers.ts';
import { argocdToken } from './support/github-server.ts';
import { tellsWhatIsWrong } from './support/wrong-cases.ts';

const generator = PATHS.secret('k8s-ee-system', 'generator');
const argocdSecret = PATHS.secret('argocd', 'argocd-secret');
const argocdGitHub = PATHS.secret('argocd', 'argocd-github');
const parameters = {
  'applicationsetcontroller.enable.tokenref.strict.mode': 'true',
  'controller.sync.timeout.seconds': '600',
};

tellsWhatIsWrong([
  [
    'Kubernetes is too old',
    ({ answers }) => answers.set(PATHS.nodes, nodesAnswer({ version: 'v1.29.1+k3s1' })),
    { check: 'kubernetes', status: 'fail', message: /v1\.29\.1\+k3s1 .* too old/ },
  ],
  [
    'Kubernetes is newer than tried',
    ({ answers }) => answers.set(PATHS.nodes, nodesAnswer({ version: 'v1.38.0+k3s1' })),
    { check: 'kubernetes', status: 'warn', message: /tested with 1\.33 to 1\.36/ },
  ],
  [
    'the node is not ready',
    ({ answers }) => answers.set(PATHS.nodes, nodesAnswer({ ready: 'False' })),
    { check: 'kubernetes', status: 'fail', message: /not ready: server-1/ },
  ],
  [
    'previews could reach a node',
    ({ answers }) => answers.set(PATHS.nodes, nodesAnswer({ externalAddress: '203.0.113.7' })),
    {
      check: 'node-addresses',
      status: 'fail',
      message: /network\.nodes lacks 203\.0\.113\.7: previews could reach/,
      next: /network: \{ nodes: \[127\.0\.0\.1, 203\.0\.113\.7\] \}/,
    },
  ],
  [
    'the server is too small',
    ({ answers }) => answers.set(PATHS.nodes, nodesAnswer({ memory: '3900000Ki' })),
    { check: 'capacity', status: 'warn', message: /too little memory/, next: /npm run capacity/ },
  ],
  [
    'there is another StorageClass',
    ({ answers }) => answers.set(PATHS.storage, storageAnswer('ceph')),
    { check: 'storage', status: 'fail', message: /no StorageClass local-path; there is ceph/ },
  ],
  [
    'no StorageClass is the default',
    ({ answers }) => answers.set(PATHS.storage, storageAnswer('local-path', 'false')),
    { check: 'storage', status: 'fail', message: /wait without end/ },
  ],
  [
    'there is no Traefik',
    ({ answers }) => answers.set(PATHS.ingressClass, notFound('ingressclasses', 'traefik')),
    { check: 'ingress', status: 'fail', message: /IngressClass traefik/ },
  ],
  [
    'there is no Argo CD',
    ({ answers }) =>
      answers.set(
        PATHS.definition('applicationsets.argoproj.io'),
        noDefinition('applicationsets.argoproj.io'),
      ),
    { check: 'argocd', status: 'fail', message: /applicationsets/, next: /values\.yaml/ },
  ],
  [
    'Argo CD reads any Secret',
    ({ answers }) =>
      answers.set(
        PATHS.configMap('argocd-cmd-params-cm'),
        configMapAnswer({
          ...parameters,
          'applicationsetcontroller.enable.tokenref.strict.mode': 'false',
        }),
      ),
    { check: 'argocd', status: 'fail', message: /could read any Secret/ },
  ],
  [
    'Argo CD waits without end',
    ({ answers }) =>
      answers.set(
        PATHS.configMap('argocd-cmd-params-cm'),
        configMapAnswer({ ...parameters, 'controller.sync.timeout.seconds': '0' }),
      ),
    { check: 'argocd', status: 'fail', message: /is "0"/ },
  ],
  [
    'Argo CD seldom looks',
    ({ answers }) =>
      answers.set(
        PATHS.configMap('argocd-cm'),
        configMapAnswer({ 'timeout.reconciliation': '1h' }),
      ),
    { check: 'argocd', status: 'warn', message: /timeout\.reconciliation .* "1h"/ },
  ],
  [
    'Argo CD has no webhook secret',
    ({ answers }) => answers.set(argocdSecret, secretAnswer({})),
    { check: 'argocd-webhook-secret', status: 'fail', message: /heeds no webhook/ },
  ],
  [
    'the webhook secrets differ',
    ({ answers }) => answers.set(argocdSecret, secretAnswer({ 'webhook.github.secret': 'x' })),
    { check: 'argocd-webhook-secret', status: 'fail', message: /different ones/ },
  ],
  [
    'a Secret is missing',
    ({ answers }) =>
      answers.set(PATHS.secret('cert-manager', 'cloudflare'), noSecret('cloudflare')),
    {
      check: 'secret',
      status: 'fail',
      message: /cert-manager\/cloudflare is missing/,
      next: /install\.md/,
    },
  ],
  [
    'a project wants the login of previews, which has no Secret',
    (world) =>
      world.edit((text) => text.replace('{ id: shop,', '{ id: shop, policy: { access: team },')),
    {
      check: 'secret',
      status: 'fail',
      message: /k8s-ee-login\/github-oauth-previews is missing/,
      next: /install\.md/,
    },
  ],
  [
    'keys of a Secret are missing, or empty',
    (world) => {
      const { 'github-app-private-key': _key, ...rest } = generatorData(world.github.auth);
      world.answers.set(generator, secretAnswer({ ...rest, 'github-webhook-secret': '\n' }));
    },
    {
      check: 'secret',
      status: 'fail',
      message:
        /lacks github-webhook-secret and github-app-id \+ github-app-private-key, or github-token/,
    },
  ],
  [
    'Argo CD may not use its credential',
    ({ answers }) => answers.set(argocdGitHub, secretAnswer({ token: argocdToken })),
    {
      check: 'secret',
      status: 'fail',
      message: /has not the label/,
      next: /secret-type=scm-creds/,
    },
  ],
  [
    'nothing is applied yet',
    ({ answers }) => answers.set(PATHS.applications, applicationsAnswer({})),
    { check: 'applications', status: 'warn', message: /not applied yet/, next: /kubectl apply/ },
  ],
  [
    'a component is not in step',
    ({ answers }) =>
      answers.set(
        PATHS.applications,
        applicationsAnswer({
          'k8s-ephemeral-environments': ['Synced', 'Healthy'],
          'cert-manager': ['OutOfSync', 'Degraded'],
        }),
      ),
    { check: 'applications', status: 'warn', message: /cert-manager \(OutOfSync, Degraded\)/ },
  ],
  [
    'External Secrets is old',
    ({ answers }) =>
      answers.set(PATHS.deployments, deploymentsAnswer('ghcr.io/x/external-secrets:v0.19.2')),
    { check: 'external-secrets', status: 'fail', message: /0\.19\.2 is too old/ },
  ],
  [
    'definitions of External Secrets are old',
    ({ answers }) =>
      answers.set(
        PATHS.definition('externalsecrets.external-secrets.io'),
        definitionAnswer('v1beta1'),
      ),
    { check: 'external-secrets', status: 'fail', message: /too old: they have no/ },
  ],
  [
    'External Secrets comes later',
    ({ answers }) => {
      answers.set(PATHS.applications, applicationsAnswer({}));
      const name = 'externalsecrets.external-secrets.io';
      answers.set(PATHS.definition(name), noDefinition(name));
    },
    { check: 'external-secrets', status: 'unknown', message: /comes with the root Application/ },
  ],
]);
