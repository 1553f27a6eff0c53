import { pullRequestAnswer, toPullRequest } from './answers.ts';
import { createCheckRuns } from './check-runs.ts';
import { createChecks } from './checks.ts';
import { createCommitStatuses } from './commit-statuses.ts';
import { createConnections, type Auth, type RepositoryName } from './connections.ts';
import { createDeployments } from './deployments.ts';
import { createScrub, doubt } from './doubt.ts';
import { hasReacted, listComments, mayWrite, react, say } from './conversation.ts';
import type { GitHub, PullRequest } from './facts.ts';
import { readFile } from './file.ts';
import type { Octokit } from './octokit.ts';
import { pages } from './pages.ts';
import { createRefusals } from './refusals.ts';
import { createStickyComments } from './sticky-comment.ts';

export type { Auth } from './connections.ts';
export type {
  Check,
  Comment,
  CommentFact,
  Deployment,
  FileFact,
  GitHub,
  PullRequest,
  Reaction,
  Unknown,
  WriteFact,
} from './facts.ts';

export type GitHubOptions = {
  /** Used as given, e.g. `https://api.github.com` or `https://github.example.com/api/v3`. */
  apiUrl: string;
  auth: Auth;
  log: { warn(data: object, message: string): void };
  /** @default 'k8s-ephemeral-environments' */
  userAgent?: string;
  /** For one request. @default 10000 */
  timeoutMs?: number;
  /** Writes at the pace GitHub asks for: one a second, a new comment every three. @default true; false for stand-ins only */
  throttle?: boolean;
  /** How many requests GitHub says are left of this hour. @default - nobody hears */
  onQuota?: (left: number) => void;
  /** Milliseconds. @default - the system's clock */
  now?: () => number;
};

export function createGitHub(options: GitHubOptions): GitHub {
  const { auth } = options;
  const scrub = createScrub([auth.kind === 'token' ? auth.token : auth.privateKey]);
  const connections = createConnections(
    {
      apiUrl: options.apiUrl.replace(/\/+$/, ''),
      userAgent: options.userAgent ?? 'k8s-ephemeral-environments',
      timeoutMs: options.timeoutMs ?? 10_000,
      log: options.log,
      throttle: options.throttle ?? true,
      onQuota: options.onQuota,
      scrub,
    },
    auth,
  );
  let login: string | undefined;
  const ownLogin = async () => (login ??= await connections.login());
  const writeSticky = createStickyComments(ownLogin);
  const refusing = createRefusals({ log: options.log, scrub, now: options.now ?? Date.now });
  const writeDeployment = createDeployments();
  const byApp = auth.kind === 'app';
  const writeCheck = createChecks(byApp ? createCheckRuns(ownLogin) : createCommitStatuses());

  /** A fact about something in a repository; whatever goes wrong makes it unknown. */
  async function fact<T>(
    repository: string,
    what: string,
    ask: (octokit: Octokit, name: RepositoryName) => Promise<T>,
  ) {
    try {
      const name = parseName(repository);
      return await connections.on(name, (octokit) => ask(octokit, name));
    } catch (error) {
      return doubt(error, what, scrub);
    }
  }

  return {
    async identity() {
      try {
        return { kind: 'identity', login: await ownLogin() };
      } catch (error) {
        return doubt(error, 'our own account', scrub);
      }
    },

    pullRequest: (repository, number) =>
      fact(repository, `${repository}#${number}`, async ({ rest }, name) => {
        const { data } = await rest.pulls.get({ ...name, pull_number: number });
        const pullRequest = toPullRequest(pullRequestAnswer.parse(data));
        if (pullRequest.number !== number) throw new Error(`got #${pullRequest.number} instead`);
        return { kind: 'found', pullRequest };
      }),

    openPullRequests: (repository) =>
      fact(repository, `the open pull requests of ${repository}`, async (octokit, name) => {
        const found = new Map<number, PullRequest>();
        const route = 'GET /repos/{owner}/{repo}/pulls';
        const query = { ...name, state: 'open' };
        for await (const page of pages(octokit, route, query, pullRequestAnswer)) {
          for (const pull of page) {
            if (pull.state === 'open') found.set(pull.number, toPullRequest(pull));
          }
        }
        return { kind: 'found', pullRequests: [...found.values()] };
      }),

    file: (repository, sha, path, maxBytes) =>
      fact(repository, `${path} of ${repository} at ${sha}`, (octokit, name) =>
        readFile(octokit, { ...name, sha, path, maxBytes }),
      ),

    comments: (repository, number) =>
      fact(repository, `the comments on ${repository}#${number}`, (octokit, name) =>
        listComments(octokit, { ...name, number }, ownLogin),
      ),

    mayWrite: (repository, login) =>
      fact(repository, `what ${login} may do in ${repository}`, (octokit, name) =>
        mayWrite(octokit, { ...name, login }),
      ),

    reacted: (repository, commentId) =>
      fact(repository, `the reactions to a comment of ${repository}`, (octokit, name) =>
        hasReacted(octokit, { ...name, commentId }, ownLogin),
      ),

    react: (repository, commentId, reaction) =>
      fact(repository, `our reaction to a comment of ${repository}`, (octokit, name) =>
        react(octokit, { ...name, commentId }, reaction),
      ),

    say: (repository, number, body) =>
      fact(repository, `a comment on ${repository}#${number}`, (octokit, name) =>
        say(octokit, { ...name, number }, body),
      ),

    stickyComment: (repository, number, comment) =>
      fact(repository, `our comment on ${repository}#${number}`, (octokit, name) =>
        writeSticky(octokit, { ...name, number }, comment),
      ),

    deployment: (repository, number, wanted) =>
      fact(repository, `the deployment of ${repository}#${number}`, (octokit, name) =>
        refusing(name, 'deployments: write', () =>
          writeDeployment(octokit, { ...name, number }, wanted),
        ),
      ),

    check: (repository, wanted) =>
      fact(repository, `the check of ${repository} at ${wanted.sha}`, (octokit, name) =>
        refusing(name, byApp ? 'checks: write' : 'statuses: write', () =>
          writeCheck(octokit, name, wanted),
        ),
      ),

    async gitToken(repository) {
      const token = await fact(repository, `a Git credential for ${repository}`, (octokit) =>
        connections.gitToken(octokit),
      );
      if (typeof token === 'string') return token;
      throw new Error(token.reason);
    },
  };
}

function parseName(repository: string): RepositoryName {
  const [owner, repo, ...rest] = repository.split('/');
  if (!owner || !repo || rest.length > 0) {
    throw new Error(`expected a repository as owner/name, got "${repository}"`);
  }
  return { owner, repo };
}
