import { z } from 'zod';
import type { Platform, Project } from '../../apps/platform/config.ts';
import type { Wake } from '../reconcile/wake.ts';
import { parseCommand } from './commands.ts';

/** What a verified delivery asks for. */
export type Intent =
  | { readonly kind: 'wake'; readonly wake: Wake }
  /** Somebody pushed to the GitOps repository. */
  | { readonly kind: 'remote-moved' }
  /** Something was built: an image that is waited for may be there now. */
  | { readonly kind: 'built'; readonly project: string }
  | { readonly kind: 'ignored'; readonly reason: IgnoredReason };

/** Few and fixed, because they are a label of a metric. */
export type IgnoredReason = 'event' | 'action' | 'repository' | 'malformed';

const ACTIONS: ReadonlySet<string> = new Set([
  'opened',
  'reopened',
  'synchronize',
  'closed',
  'labeled',
  'unlabeled',
  'ready_for_review',
  'converted_to_draft',
  'edited',
]);

/** Actions that change the list of open pull requests: all that Argo CD looks at. */
const FORWARDED: ReadonlySet<string> = new Set(['opened', 'reopened', 'closed']);

const pullRequestEvent = z.object({
  action: z.string(),
  number: z.int().positive(),
  pull_request: z.object({ updated_at: z.iso.datetime({ offset: true }) }),
  repository: z.object({ full_name: z.string() }),
});

const commentEvent = z.object({
  action: z.string(),
  issue: z.object({
    number: z.int().positive(),
    updated_at: z.iso.datetime({ offset: true }),
    pull_request: z.object({}).optional(),
  }),
  comment: z.object({ id: z.int().positive(), body: z.string().nullable() }),
  repository: z.object({ full_name: z.string() }),
});

/** What may end with a new image in a registry. */
const BUILDS: ReadonlySet<string> = new Set(['registry_package', 'workflow_run', 'check_suite']);
const BUILT: ReadonlySet<string> = new Set(['published', 'updated', 'completed']);
const buildEvent = z.object({
  action: z.string(),
  repository: z.object({ full_name: z.string() }),
});

const url = z.string().max(2_000);
const pushEvent = z.object({
  repository: z.object({ html_url: url, clone_url: url.optional() }),
});

/** Translates a verified delivery. Pure, and total: what is not understood is ignored with a reason. */
export function translate(
  event: string,
  payload: unknown,
  body: string,
  platform: Platform,
): Intent {
  if (event === 'pull_request') return translatePullRequest(payload, body, platform);
  if (event === 'issue_comment') return translateComment(payload, platform);
  if (BUILDS.has(event)) return translateBuild(payload, platform);
  if (event === 'push') return translatePush(payload, platform);
  return ignored('event');
}

function translatePullRequest(payload: unknown, body: string, platform: Platform): Intent {
  const parsed = pullRequestEvent.safeParse(payload);
  if (!parsed.success) return ignored('malformed');
  const { action, number, pull_request: pullRequest, repository } = parsed.data;
  const project = projectOf(repository.full_name, platform);
  if (!project) return ignored('repository');
  if (!ACTIONS.has(action)) return ignored('action');
  const wake = {
    project: project.id,
    number: String(number),
    claim: { updatedAt: pullRequest.updated_at },
  };
  return {
    kind: 'wake',
    wake: FORWARDED.has(action) ? { ...wake, forward: [body] } : wake,
  };
}

/** Only wakes: what was said is read from the list of comments, which nobody can forge or reorder. */
function translateComment(payload: unknown, platform: Platform): Intent {
  const parsed = commentEvent.safeParse(payload);
  if (!parsed.success) return ignored('malformed');
  const { action, issue, comment, repository } = parsed.data;
  const project = projectOf(repository.full_name, platform);
  if (!project) return ignored('repository');
  const said = issue.pull_request && parseCommand(comment.body ?? '');
  if (action !== 'created' || !said) return ignored('action');
  const claim = { updatedAt: issue.updated_at, comment: comment.id };
  return { kind: 'wake', wake: { project: project.id, number: String(issue.number), claim } };
}

function translateBuild(payload: unknown, platform: Platform): Intent {
  const parsed = buildEvent.safeParse(payload);
  if (!parsed.success) return ignored('malformed');
  const { action, repository } = parsed.data;
  const project = projectOf(repository.full_name, platform);
  if (!project) return ignored('repository');
  return BUILT.has(action) ? { kind: 'built', project: project.id } : ignored('action');
}

function projectOf(fullName: string, { projects }: Platform): Project | undefined {
  const name = fullName.toLowerCase();
  return projects.find((one) => one.repository.toLowerCase() === name);
}

function translatePush(payload: unknown, platform: Platform): Intent {
  const parsed = pushEvent.safeParse(payload);
  if (!parsed.success) return ignored('malformed');
  const { html_url: html, clone_url: clone } = parsed.data.repository;
  const ours = sameRepository(platform.gitops.url);
  return [html, clone].some((url) => url !== undefined && sameRepository(url) === ours)
    ? { kind: 'remote-moved' }
    : ignored('repository');
}

/** A repository's address without scheme, user, `.git` and capitals, to compare by. */
function sameRepository(url: string): string {
  return url
    .replace(/^[a-z+]+:\/\//i, '')
    .replace(/^[^@/]*@/, '')
    .replace(/^([^/:]+):(?!\d+\/)/, '$1/')
    .replace(/(\.git)?\/*$/i, '')
    .toLowerCase();
}

function ignored(reason: IgnoredReason): Intent {
  return { kind: 'ignored', reason };
}
