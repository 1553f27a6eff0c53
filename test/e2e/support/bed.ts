/** What the end-to-end tests run on: a cluster with Argo CD, and how to reach it. */
export type Bed = {
  /** Path. */
  readonly kubeconfig: string;
  /** Argo CD's two webhook receivers, as this machine reaches them. */
  readonly applicationSetWebhook: string;
  readonly serverWebhook: string;
  /** What Argo CD knows as `webhook.github.secret`. */
  readonly webhookSecret: string;
  /** The address at which the cluster reaches this machine. */
  readonly host: string;
};

const required = [
  'KUBECONFIG',
  'ARGOCD_APPLICATIONSET_WEBHOOK_URL',
  'ARGOCD_SERVER_WEBHOOK_URL',
  'ARGOCD_WEBHOOK_SECRET',
] as const;

/** Reads the bed from the environment; throws one error that names every variable that is missing. */
export function readBed(environment: Readonly<Record<string, string | undefined>>): Bed {
  const missing = required.filter((name) => !environment[name]);
  if (missing.length > 0) {
    throw new Error(
      `the end-to-end tests need a cluster with Argo CD; not set: ${missing.join(', ')}. What they mean: README.md, "Running it for real"`,
    );
  }
  const value = (name: (typeof required)[number]) => environment[name] ?? '';
  return {
    kubeconfig: value('KUBECONFIG'),
    applicationSetWebhook: value('ARGOCD_APPLICATIONSET_WEBHOOK_URL'),
    serverWebhook: value('ARGOCD_SERVER_WEBHOOK_URL'),
    webhookSecret: value('ARGOCD_WEBHOOK_SECRET'),
    host: environment.E2E_HOST ?? '127.0.0.1',
  };
}

/** Path of External Secrets' own controller; without it the scenarios that need it are left out. */
export const externalSecretsProgram = process.env.EXTERNAL_SECRETS_CONTROLLER ?? '';

const realNode = process.env.E2E_REAL_NODE === '1';

/** Scenarios that need no running container; left out where real pods are asked for. */
export const describeWithoutPods = realNode ? describe.skip : describe;
/** Scenarios whose containers really run: with `E2E_REAL_NODE=1`. */
export const describeWithPods = realNode ? describe : describe.skip;
const lacking = externalSecretsProgram === '' ? ' (EXTERNAL_SECRETS_CONTROLLER is not set)' : '';
const describeOrLeaveOut = realNode || lacking !== '' ? describe.skip : describe;

/** Scenarios for External Secrets' own controller: with `EXTERNAL_SECRETS_CONTROLLER`, without real pods. */
export function describeWithExternalSecrets(name: string, scenarios: () => void): void {
  describeOrLeaveOut(`${name}${lacking}`, scenarios);
}
