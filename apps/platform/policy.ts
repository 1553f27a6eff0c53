import { z } from 'zod';
import {
  choice,
  count,
  cpu,
  duration,
  durationOrNever,
  list,
  memory,
  section,
  wanted,
} from './fields.ts';
import { BRANCH_PATTERN } from './branches.ts';

/** What `platform.yaml` allows and requires; of later releases' keys only those other code reads. */
export type Policy = {
  /** `automatic`: every admitted pull request; `label`: only those that carry `label`; `command`: those somebody asked for. */
  readonly trigger: 'automatic' | 'label' | 'command';
  readonly label: string;
  /** A pull request with this label has no environment, whatever else holds. */
  readonly noPreviewLabel: string;
  readonly drafts: 'skip' | 'deploy';
  readonly bots: 'skip' | 'deploy';
  /** `approve`: each commit of a fork needs the word of somebody who may push. */
  readonly forks: 'approve' | 'deny' | 'deploy';
  /** Globs of the branches a pull request may go to: `*` stays within a `/`, `**` does not. */
  readonly baseBranches: readonly string[];
  /** `team`: nobody reaches an environment without having logged in. */
  readonly access: 'public' | 'team';
  /** `digest`: wait for the image, and pin what it is then; `tag`: take the tag as it is. */
  readonly images: 'digest' | 'tag';
  /** Beginnings of the names of images an app may use beside its own, ending in `/`. */
  readonly registries: readonly string[];
  /** Keys of annotations that an app may set on its Ingress. */
  readonly ingressAnnotations: readonly string[];
  /** What one environment may ask for at most: Kubernetes quantities. */
  readonly limits: { readonly cpu: string; readonly memory: string; readonly storage: string };
  /** How long an environment lives after a push, e.g. `7d`. */
  readonly ttl: string;
  /** How long nobody may have asked for an environment before it sleeps, e.g. `2h`; or `never`. */
  readonly sleepAfter: string;
  /** Durations as written, e.g. `48h`. */
  readonly preserve: { readonly duration: string; readonly total: string; readonly max: number };
};

export const defaultPolicy: Policy = {
  trigger: 'automatic',
  label: 'preview',
  noPreviewLabel: 'no-preview',
  drafts: 'skip',
  bots: 'skip',
  forks: 'approve',
  baseBranches: ['**'],
  access: 'public',
  images: 'digest',
  registries: [],
  ingressAnnotations: [],
  limits: { cpu: '2', memory: '4Gi', storage: '10Gi' },
  ttl: '7d',
  sleepAfter: 'never',
  preserve: { duration: '48h', total: '7d', max: 3 },
};

const wantedLabel = wanted('a GitHub label of 1 to 50 characters without spaces around it');
const label = z
  .string({ error: wantedLabel })
  .max(50, { error: wantedLabel })
  .regex(/^\S(?:.*\S)?$/, { error: wantedLabel });

const wantedBranch = wanted('a branch or a glob of branches such as "release/*" or "**"');

const registry = z.string().regex(/^[a-z0-9][a-z0-9.:/_-]*\/$/, {
  error: ({ input }) =>
    `expected the beginning of image names, lower-case and ending in "/", such as "ghcr.io/acme/", got ${JSON.stringify(input)}`,
});

/** The policy section, of the platform and of a project; every key is optional in both. */
export const policySchema = section({
  trigger: choice(
    ['automatic', 'label', 'command'],
    'Which pull requests get an environment: every admitted one, those with `label`, or those with the comment `/preview up`.',
  ),
  label: label.describe('The label of trigger `label`.'),
  noPreviewLabel: label.describe('A pull request with this label never has an environment.'),
  drafts: choice(['skip', 'deploy'], 'Whether drafts get an environment.'),
  bots: choice(['skip', 'deploy'], 'Whether pull requests of bots get an environment.'),
  forks: choice(
    ['approve', 'deny', 'deploy'],
    'Pull requests of forks, and of people who may not push to the repository. `approve`: each commit needs the comment `/preview approve SHA` of somebody who may push; `deploy` runs code of strangers without a look at it.',
  ),
  forkSecrets: z
    .literal(false, {
      error: ({ input }) =>
        `${JSON.stringify(input)} is not supported yet: environments of forks get no project secrets`,
    })
    .describe('Whether environments of forks get project secrets: they never do.'),
  baseBranches: list(
    z.string({ error: wantedBranch }).regex(BRANCH_PATTERN, { error: wantedBranch }),
  ).describe('Branches a pull request may go to. `*` matches within a `/`, `**` everything.'),
  access: choice(
    ['public', 'team'],
    'Who may open an environment. `team`: members of the GitHub organization of `platform.login`, once they have logged in.',
  ),
  images: choice(
    ['digest', 'tag'],
    'How images are named in the manifests. `digest`: waits until the image is in its registry and pins its digest; `tag`: takes the tag as it is, whether it is there or not.',
  ),
  registries: list(registry).describe(
    'Where further images of an app may come from. Its own image is always allowed.',
  ),
  ingressAnnotations: list(z.string().min(1)).describe(
    'Annotations a k8s-ee.yaml may set on its Ingress.',
  ),
  ttl: durationOrNever.describe(
    'How long an environment lives without a push; then it is removed, and a push brings it back.',
  ),
  sleepAfter: durationOrNever.describe(
    'How long nobody may have asked for an environment before it sleeps; needs `prometheus.url`.',
  ),
  preserve: section({
    duration: duration.describe('How long a preserved environment outlives its pull request.'),
    total: duration.describe('Longest time with extensions.'),
    max: count.describe('Preserved environments of one project at a time.'),
  }).describe('Environments kept after their pull request was closed.'),
  limits: section({ cpu, memory, storage: memory }).describe(
    'What one environment may ask for at most.',
  ),
});

export type PolicyInput = z.output<typeof policySchema>;

/** `base` with the keys that `overrides` gives; `limits` and `preserve` are merged key by key. */
export function mergePolicy(base: Policy, overrides: PolicyInput = {}): Policy {
  return {
    trigger: overrides.trigger ?? base.trigger,
    label: overrides.label ?? base.label,
    noPreviewLabel: overrides.noPreviewLabel ?? base.noPreviewLabel,
    drafts: overrides.drafts ?? base.drafts,
    bots: overrides.bots ?? base.bots,
    forks: overrides.forks ?? base.forks,
    baseBranches: overrides.baseBranches ?? base.baseBranches,
    access: overrides.access ?? base.access,
    images: overrides.images ?? base.images,
    registries: overrides.registries ?? base.registries,
    ingressAnnotations: overrides.ingressAnnotations ?? base.ingressAnnotations,
    limits: { ...base.limits, ...overrides.limits },
    ttl: overrides.ttl ?? base.ttl,
    sleepAfter: overrides.sleepAfter ?? base.sleepAfter,
    preserve: { ...base.preserve, ...overrides.preserve },
  };
}

/** The given keys that nothing acts on yet, each as `prefix.key`. */
export function policyNotInEffect(
  prefix: string,
  given: PolicyInput = {},
  { measured }: { readonly measured: boolean },
): string[] {
  const keys: string[] = [];
  if (!measured && given.sleepAfter !== undefined && given.sleepAfter !== 'never') {
    keys.push('sleepAfter (it needs prometheus.url)');
  }
  return keys.map((key) => `${prefix}.${key}`);
}
