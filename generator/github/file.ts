import { commitAnswer, directoryAnswer, fileAnswer, noFileAnswer } from './answers.ts';
import type { FileFact } from './facts.ts';
import type { RepositoryName } from './connections.ts';
import { statusOf } from './doubt.ts';
import type { Octokit } from './octokit.ts';

export type FileQuestion = RepositoryName & {
  readonly sha: string;
  readonly path: string;
  readonly maxBytes: number;
};

/** One file at one commit. Throws whatever leaves a doubt. */
export async function readFile(octokit: Octokit, question: FileQuestion): Promise<FileFact> {
  const segments = question.path.split('/');
  if (segments.some((segment) => ['', '.', '..'].includes(segment))) {
    return unusable(`"${question.path}" is no path inside a repository`);
  }
  try {
    const response = await octokit.request(
      `GET /repos/{owner}/{repo}/contents/${segments.map(encodeURIComponent).join('/')}`,
      { owner: question.owner, repo: question.repo, ref: question.sha },
    );
    return toFact(response.data, question);
  } catch (error) {
    if (isTooLarge(error)) return unusable(tooLarge(question, 'over 100 MB'));
    if (statusOf(error) !== 404) throw error;
    await requireCommit(octokit, question);
    return { kind: 'missing' };
  }
}

/** GitHub says 404 for what we may not see, too: only a commit that we do see can lack a file. */
async function requireCommit(octokit: Octokit, { owner, repo, sha }: FileQuestion): Promise<void> {
  const { data } = await octokit.rest.git.getCommit({ owner, repo, commit_sha: sha });
  const { sha: seen } = commitAnswer.parse(data);
  if (seen !== sha) throw new Error(`GitHub answered with commit ${seen} in the place of ${sha}`);
}

function toFact(data: unknown, question: FileQuestion): FileFact {
  if (directoryAnswer.safeParse(data).success) return unusable(`${question.path} is a directory`);
  const other = noFileAnswer.safeParse(data).data;
  if (other) return unusable(`${question.path} is a ${other.type}, not a file`);
  const { size, encoding, content } = fileAnswer.parse(data);
  if (size > question.maxBytes) return unusable(tooLarge(question, `${size} bytes`));
  // Above 1 MB GitHub gives the size only.
  if (encoding === 'none') return unusable(tooLarge(question, `${size} bytes`));
  if (encoding !== 'base64') throw new Error(`GitHub sent ${question.path} as "${encoding}"`);
  const bytes = Buffer.from(content, 'base64');
  if (bytes.length !== size) {
    throw new Error(`GitHub sent ${bytes.length} of the ${size} bytes of ${question.path}`);
  }
  try {
    return { kind: 'content', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return unusable(`${question.path} is not UTF-8 text`);
  }
}

function isTooLarge(error: unknown): boolean {
  const { response } = error as { response?: { data?: { errors?: { code?: string }[] } } };
  const errors = response?.data?.errors;
  return Array.isArray(errors) && errors.some((entry) => entry?.code === 'too_large');
}

function tooLarge({ path, maxBytes }: FileQuestion, size: string): string {
  return `${path} is too large: ${size}, at most ${maxBytes} bytes are read`;
}

function unusable(reason: string): FileFact {
  return { kind: 'unusable', reason };
}
