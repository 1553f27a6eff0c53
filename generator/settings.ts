import { z } from 'zod';

/** The environment variables of the generator; everything else is in `platform.yaml`. */
export type Settings = {
  readonly gitopsUrl: string;
  readonly gitopsBranch: string;
  readonly gitopsCredentials:
    | { readonly kind: 'token'; readonly token: string }
    | { readonly kind: 'ssh'; readonly keyFile: string }
    | undefined;
  readonly webhookSecrets: readonly string[];
  readonly argocdWebhookSecret: string | undefined;
  readonly github:
    | { readonly kind: 'token'; readonly token: string }
    | { readonly kind: 'app'; readonly appId: string; readonly privateKeyFile: string };
  /** Credentials of registries, as `docker login` writes them. */
  readonly registryAuthFile: string | undefined;
  readonly port: number;
  /** Of the status page. */
  readonly statusPort: number;
  readonly dataDirectory: string;
  readonly logLevel: string;
  readonly sweepSeconds: number;
  readonly kubernetes:
    { readonly mode: 'off' } | { readonly mode: 'on'; readonly kubeconfig?: string };
};

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

const text = z.string().min(1);
/** `got` names the value, and so is only for variables that never hold a secret. */
const expected = (what: string, got: unknown) => `expected ${what}, got ${JSON.stringify(got)}`;
const integer = (from: number, to: number, fallback: number) =>
  z
    .string()
    .refine((value) => /^\d{1,9}$/.test(value) && Number(value) >= from && Number(value) <= to, {
      error: ({ input }) => expected(`a whole number from ${from} to ${to}`, input),
    })
    .transform(Number)
    .default(fallback);
const oneOf = (...words: string[]) => ({
  error: ({ input }: { input?: unknown }) => expected(`one of ${words.join(', ')}`, input),
});

const schema = z.object({
  GITOPS_REPOSITORY_URL: z
    .string({ error: 'is required: the URL to clone and push, http(s), ssh or file' })
    .regex(
      /^(https?|ssh|file):\/\/\S+$|^[^\s/:@]+@[^\s/:]+:\S+$/,
      'expected an http(s), ssh or file URL',
    )
    .refine(
      (url) => !/^https?:\/\/[^/]*@/.test(url),
      'must not hold a credential; use GITOPS_TOKEN',
    ),
  GITOPS_BRANCH: text.default('main'),
  GITOPS_TOKEN: text.optional(),
  GITOPS_SSH_KEY_FILE: text.optional(),
  GITHUB_WEBHOOK_SECRET: z
    .string({ error: 'is required: the secret of the GitHub webhook' })
    .min(1),
  GITHUB_WEBHOOK_SECRET_PREVIOUS: text.optional(),
  ARGOCD_WEBHOOK_SECRET: text.optional(),
  GITHUB_APP_ID: text.optional(),
  GITHUB_APP_PRIVATE_KEY_FILE: text.optional(),
  GITHUB_TOKEN: text.optional(),
  REGISTRY_AUTH_FILE: text.optional(),
  PORT: integer(0, 65_535, 8080),
  STATUS_PORT: integer(0, 65_535, 8081),
  DATA_DIR: text.default('.data'),
  LOG_LEVEL: z.enum(LOG_LEVELS, oneOf(...LOG_LEVELS)).default('info'),
  SWEEP_SECONDS: integer(1, 86_400, 300),
  KUBERNETES: z.enum(['off', 'on'], oneOf('off', 'on')).default('on'),
  KUBECONFIG: text.optional(),
});

/**
 * Reads the settings from an environment. Throws one error that names every problem; values of secrets are
 * never in it. A variable set to nothing counts as not set.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  const problems = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
    ...credentialProblems(given),
  ];
  if (!parsed.success || problems.length > 0) {
    throw new Error(`the environment variables cannot be used:\n  ${problems.join('\n  ')}`);
  }
  return toSettings(parsed.data);
}

type Variables = z.infer<typeof schema>;

function credentialProblems(variables: Readonly<Record<string, string | undefined>>): string[] {
  const app = [variables.GITHUB_APP_ID, variables.GITHUB_APP_PRIVATE_KEY_FILE];
  const problems: string[] = [];
  if (app.filter(Boolean).length === 1) {
    problems.push('GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY_FILE: set both or none');
  }
  if (!variables.GITHUB_TOKEN && app.filter(Boolean).length === 0) {
    problems.push('GITHUB_TOKEN: set it, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY_FILE');
  }
  if (variables.GITOPS_TOKEN && variables.GITOPS_SSH_KEY_FILE) {
    problems.push('GITOPS_TOKEN and GITOPS_SSH_KEY_FILE: set one of them');
  }
  return problems;
}

function toSettings(variables: Variables): Settings {
  const { GITHUB_APP_ID: appId, GITHUB_APP_PRIVATE_KEY_FILE: privateKeyFile } = variables;
  const { GITOPS_TOKEN: token, GITOPS_SSH_KEY_FILE: keyFile, KUBECONFIG: kubeconfig } = variables;
  const previous = variables.GITHUB_WEBHOOK_SECRET_PREVIOUS;
  return {
    gitopsUrl: variables.GITOPS_REPOSITORY_URL,
    gitopsBranch: variables.GITOPS_BRANCH,
    gitopsCredentials: token
      ? { kind: 'token', token }
      : keyFile
        ? { kind: 'ssh', keyFile }
        : undefined,
    webhookSecrets: [variables.GITHUB_WEBHOOK_SECRET, ...(previous ? [previous] : [])],
    argocdWebhookSecret: variables.ARGOCD_WEBHOOK_SECRET,
    github:
      appId && privateKeyFile
        ? { kind: 'app', appId, privateKeyFile }
        : { kind: 'token', token: variables.GITHUB_TOKEN ?? '' },
    registryAuthFile: variables.REGISTRY_AUTH_FILE,
    port: variables.PORT,
    statusPort: variables.STATUS_PORT,
    dataDirectory: variables.DATA_DIR,
    logLevel: variables.LOG_LEVEL,
    sweepSeconds: variables.SWEEP_SECONDS,
    kubernetes:
      variables.KUBERNETES === 'off'
        ? { mode: 'off' }
        : { mode: 'on', ...(kubeconfig && { kubeconfig }) },
  };
}
