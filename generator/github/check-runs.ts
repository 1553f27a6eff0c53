import type { z } from 'zod';
import { checkRunAnswer, checkRunsAnswer } from './answers.ts';
import type { RepositoryName } from './connections.ts';
import { statusOf } from './doubt.ts';
import type { Check, WriteFact } from './facts.ts';
import { createMemory } from './memory.ts';
import type { Octokit } from './octokit.ts';

/** Also that of the commit status which takes its place. */
export const CHECK_NAME = 'preview';

type Run = z.infer<typeof checkRunAnswer>;
/** A check run of ours and, as `textOf` has it, what it shows. */
type Known = { readonly id: number; readonly text: string };

/** Writes check runs, which only an App may. Throws whatever leaves a doubt. */
export function createCheckRuns(login: () => Promise<string>) {
  const memory = createMemory<Known>();

  /**
   * The newest of ours, which is what GitHub goes by. Older ones, made twice in one moment, are ended.
   * Whose it is matters: a workflow may make check runs of any name and id.
   */
  async function find(octokit: Octokit, place: RepositoryName, check: Check) {
    const { owner, repo } = place;
    const mine = (await login()).toLowerCase();
    const { data } = await octokit.rest.checks.listForRef({
      ...{ owner, repo, ref: check.sha, check_name: CHECK_NAME, filter: 'all', per_page: 100 },
    });
    const [newest, ...others] = checkRunsAnswer
      .parse(data)
      .check_runs.filter(({ external_id }) => external_id === check.environment)
      .filter(({ app }) => `${app?.slug}[bot]`.toLowerCase() === mine)
      .sort((a, b) => b.id - a.id);
    for (const { id, status } of others) {
      if (status === 'completed') continue;
      const ended = { status: 'completed', conclusion: 'neutral' } as const;
      await octokit.rest.checks.update({ owner, repo, check_run_id: id, ...ended });
    }
    return newest && { id: newest.id, text: textOf(newest) };
  }

  async function create(octokit: Octokit, place: RepositoryName, check: Check): Promise<Known> {
    const { owner, repo } = place;
    const { data } = await octokit.rest.checks.create({
      ...{ owner, repo, name: CHECK_NAME, head_sha: check.sha },
      ...{ external_id: check.environment, ...fieldsOf(check) },
      // Never asked twice: a 502 may come after it was made.
      request: { retries: 0 },
    });
    const { id } = checkRunAnswer.parse(data);
    // Somebody who writes as we do may have made one in the same moment.
    const newest = await find(octokit, place, check);
    return newest && newest.id > id ? newest : { id, text: textOf(fieldsOf(check)) };
  }

  return async function checkRun(
    octokit: Octokit,
    place: RepositoryName,
    check: Check,
  ): Promise<WriteFact> {
    const { owner, repo } = place;
    const key = `${owner}/${repo} ${check.environment} ${check.sha}`.toLowerCase();
    const text = textOf(fieldsOf(check));
    const known = memory.get(key);
    if (known?.text === text) return { kind: 'unchanged' };
    // After a failure nothing is sure: it is looked for again.
    memory.delete(key);
    const found = known ?? (await find(octokit, place, check));
    if (found && found.text !== text && !(await update(octokit, place, found.id, check))) {
      return checkRun(octokit, place, check);
    }
    if (!found && !check.create) return { kind: 'none' };
    memory.set(key, found ? { id: found.id, text } : await create(octokit, place, check));
    return { kind: found?.text === text ? 'unchanged' : 'written' };
  };
}

/** Whether it is still there. */
async function update(
  octokit: Octokit,
  { owner, repo }: RepositoryName,
  id: number,
  check: Check,
): Promise<boolean> {
  try {
    await octokit.rest.checks.update({ owner, repo, check_run_id: id, ...fieldsOf(check) });
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

function fieldsOf({ state, detailsUrl, title, summary }: Check) {
  const rest = { details_url: detailsUrl, output: { title, summary } };
  return state === 'in_progress'
    ? { status: 'in_progress' as const, ...rest }
    : { status: 'completed' as const, conclusion: state, ...rest };
}

type Shown = Omit<Partial<Run>, 'id'> & Pick<Run, 'status' | 'output'>;

function textOf({ status, conclusion, details_url, output }: Shown): string {
  return JSON.stringify([status, conclusion ?? null, details_url, output.title, output.summary]);
}
