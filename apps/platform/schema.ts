import { z } from 'zod';
import { isProjectId } from '../../constructs/names.ts';
import { componentsSchema } from './components/schema.ts';
import { choice, count, cpu, list, memory, quote, section, wanted } from './fields.ts';
import { imageTemplateProblem } from './image-template.ts';
import {
  branch,
  domain,
  gitUrl,
  httpUrl,
  label,
  network,
  objectName,
  secretKey,
} from './network-fields.ts';
import { policySchema } from './policy.ts';

const gitops = z.strictObject({
  url: gitUrl.describe('The GitOps repository, as Argo CD sees it.'),
  branch: branch.default('main').describe('The branch with platform.yaml and platform/.'),
  environmentsBranch: branch
    .default('environments')
    .describe("The generator's own branch. May be the same one in a trial."),
  acceptHead: z
    .string()
    .regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, { error: wanted('a full commit SHA') })
    .optional()
    .describe('Confirms a rewritten history: the head of the environments branch to go on from.'),
});

const argocdGithub = z
  .strictObject({
    tokenRef: z
      .strictObject({ secretName: objectName, key: secretKey })
      .optional()
      .describe('A Secret in the namespace of Argo CD that holds a token.'),
    appSecretName: objectName
      .optional()
      .describe('A repository credential of Argo CD with a GitHub App.'),
  })
  .refine((github) => github.tokenRef === undefined || github.appSecretName === undefined, {
    error: 'expected tokenRef or appSecretName, got both: remove the one that is not used',
  })
  .meta({ not: { required: ['tokenRef', 'appSecretName'] } });

const argocd = z.strictObject({
  namespace: label.default('argocd').describe('The namespace of Argo CD.'),
  url: httpUrl.optional().describe('Its web page, for links.'),
  applicationSetWebhook: httpUrl
    .optional()
    .describe('Told of new and closed pull requests. Without it Argo CD polls.'),
  serverWebhook: httpUrl.optional().describe('Told of pushed manifests. Without it Argo CD polls.'),
  github: argocdGithub
    .prefault({})
    .describe('The credential with which Argo CD lists pull requests. Without it: anonymous.'),
});

const networks = z.strictObject({
  podCidr: network.default('10.42.0.0/16').describe('Addresses of pods.'),
  serviceCidr: network.default('10.43.0.0/16').describe('Addresses of Services.'),
  nodes: list(network).default([]).describe('Addresses of the nodes.'),
});

const image = z
  .string({ error: wanted('an image name such as ghcr.io/acme/shop:{sha}') })
  .superRefine((text, context) => {
    const problem = imageTemplateProblem(text);
    if (problem !== undefined) context.addIssue(problem);
  })
  .meta({ pattern: '^(?=.*\\{sha\\})(?:[^\\s{}]|\\{sha\\}|\\{number\\})+$' });

const repositoryPattern = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

const repository = z
  .string({ error: wanted('a GitHub repository such as acme/shop') })
  .superRefine((text, context) => {
    if (repositoryPattern.test(text)) return;
    const inUrl = /^(?:https?:\/\/|git@|ssh:\/\/)[^/:]+[/:]([^/\s]+\/[^/\s]+?)(?:\.git)?\/?$/.exec(
      text,
    )?.[1];
    const meant = inUrl === undefined ? '' : `; did you mean "${inUrl}"?`;
    context.addIssue(`expected a GitHub repository such as acme/shop, got ${quote(text)}${meant}`);
  })
  .meta({ pattern: repositoryPattern.source });

const configPath = z.string().regex(/^(?![/.])(?!.*(?:\/\.|\/\/))[A-Za-z0-9._/-]+\.ya?ml$/, {
  error: wanted('the path of a YAML file inside the repository such as k8s-ee.yaml'),
});

const project = z.strictObject({
  id: z
    .string({ error: wanted('an id such as shop') })
    .refine(isProjectId, {
      error: wanted(
        'an id of at most 20 lower-case letters, digits and "-" that begins and ends with a letter or digit, has no "-pr-" in it and does not end in "-pr"',
      ),
    })
    .refine((id) => id !== 'default', {
      error: '"default" is an AppProject of Argo CD itself: give the project another id',
    })
    .meta({ pattern: '^(?!default$)(?!.*-pr(?:-|$))[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?$' })
    .describe('Begins the name of each of its environments: shop-pr-7.'),
  repository: repository.describe('owner/name on GitHub.'),
  image: image.describe('The image of a commit; {sha} and {number} are filled in.'),
  configPath: configPath
    .default('k8s-ee.yaml')
    .describe('Where the repository describes its environment.'),
  state: choice(['active', 'removing'], 'removing: destroys all its environments.').default(
    'active',
  ),
  policy: policySchema.optional().describe('What differs from the policy of the platform.'),
});

const projects = list(project).superRefine(refuseDuplicates, { when: () => true });

/** What is left out is what the profile leaves to environments. */
const capacity = section({
  cpu,
  memory,
  storage: memory.describe('Of all volumes, of sleeping ones too.'),
  pods: count,
  environments: count.describe('How many may be deployed, sleeping ones included.'),
});

export const platformSchema = z
  .strictObject({
    domain: domain.describe(
      'Environments are {id}.{domain}. A domain of its own: pull requests run here.',
    ),
    gitops,
    github: z
      .strictObject({
        apiUrl: httpUrl.default('https://api.github.com').describe('The REST API of GitHub.'),
      })
      .prefault({}),
    argocd: argocd.prefault({}),
    network: networks.prefault({}).describe('What environments are kept away from.'),
    probe: section({
      connect: z
        .string()
        .regex(/^[a-z0-9.-]+:\d{1,5}$/, { error: wanted('host:port') })
        .refine((text) => Number(text.split(':')[1]) <= 65_535, {
          error: wanted('a port up to 65535'),
        }),
    })
      .optional()
      .describe(
        'Where the ready probe connects, e.g. traefik.kube-system.svc:443; else to the host.',
      ),
    prometheus: section({ url: httpUrl })
      .optional()
      .describe('Reads the metrics of environments; without it, none are offered.'),
    capacity: capacity.prefault({}).describe('What all environments together may ask for.'),
    upgrades: choice(
      ['automatic', 'paused'],
      'paused: what runs keeps the template of the release that rendered it, until it is pushed to.',
    ).default('automatic'),
    policy: policySchema.optional().describe('What is allowed, for all projects.'),
    projects: projects.default([]).describe('The repositories that get environments. Empty: none.'),
    opsDomain: domain
      .optional()
      .describe(
        'Dashboard, webhook, Argo CD and Grafana; never a part of `domain`, nor the other way round.',
      ),
    platform: componentsSchema
      .optional()
      .describe(
        'The components around the previews, rendered too; absent: they are somebody else’s.',
      ),
  })
  .superRefine(refuseSharedDomain)
  .superRefine(refuseAccessWithoutLogin);

export type PlatformInput = z.output<typeof platformSchema>;

/** Ids and repositories are unique; reported at the second one, even where other fields are wrong. */
function refuseDuplicates(projects: unknown, context: z.RefinementCtx): void {
  if (!Array.isArray(projects)) return;
  for (const key of ['id', 'repository'] as const) {
    const seen = new Map<string, number>();
    projects.forEach((project: unknown, index) => {
      const value = (project as Record<string, unknown> | null)?.[key];
      if (typeof value !== 'string') return;
      const first = seen.get(value.toLowerCase());
      if (first === undefined) return void seen.set(value.toLowerCase(), index);
      context.addIssue({
        code: 'custom',
        path: [index, key],
        message: `${quote(value)} is already used by projects[${first}]: each project has its own ${key}`,
      });
    });
  }
}

/** Cookies of the dashboard must not reach what pull requests run. */
function refuseSharedDomain(
  {
    domain,
    opsDomain,
    platform,
  }: { domain: string; opsDomain?: string | undefined; platform?: unknown },
  context: z.RefinementCtx,
): void {
  const issue = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  if (opsDomain === undefined) {
    if (platform !== undefined) {
      issue(
        'platform',
        'needs opsDomain, a domain for dashboard and webhook such as ops.example.com',
      );
    }
    return;
  }
  const within = (inner: string, outer: string) => `.${inner}`.endsWith(`.${outer}`);
  if (within(domain, opsDomain) || within(opsDomain, domain)) {
    issue(
      'opsDomain',
      `expected a domain that shares nothing with ${quote(domain)}, got ${quote(opsDomain)}: pull requests run there, and would see the cookies of the dashboard`,
    );
  }
}

/** A login that is not there would leave environments open to all that somebody wanted closed. */
function refuseAccessWithoutLogin(
  { platform, policy, projects }: PlatformInputParts,
  context: z.RefinementCtx,
): void {
  if (platform?.login !== undefined) return;
  const policies = [
    { path: ['policy', 'access'], policy },
    ...projects.map((project, index) => ({
      path: ['projects', index, 'policy', 'access'],
      policy: project.policy,
    })),
  ];
  for (const { path, policy } of policies) {
    if (policy?.access !== 'team') continue;
    context.addIssue({
      ...{ code: 'custom', path },
      message: 'team needs platform.login, the GitHub organization whose members may log in',
    });
  }
}

type PlatformInputParts = {
  readonly platform?: { readonly login?: unknown } | undefined;
  readonly policy?: { readonly access?: unknown } | undefined;
  readonly projects: readonly { readonly policy?: { readonly access?: unknown } | undefined }[];
};
