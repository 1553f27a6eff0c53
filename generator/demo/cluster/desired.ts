import { parse } from 'yaml';
import { z } from 'zod';
import { isLive, parseRecordPath } from '../../../apps/environment/record.ts';
import { environmentId } from '../../../constructs/names.ts';
import type { BareRepository } from '../bare-repository.ts';

export type ClusterProject = {
  readonly id: string;
  /** owner/name */
  readonly repository: string;
};

/** An Application that is to be there. */
export type Wanted = { readonly id: string; readonly project: string; readonly number: string };

/** What an ApplicationSet reads of a record. */
const recordAnswer = z.object({
  state: z.enum(['active', 'sleeping', 'destroying', 'pending']),
  keep: z.enum(['open', 'preserved']),
});

const pullsAnswer = z.array(z.object({ number: z.number() }));

/**
 * What the ApplicationSet of a project generates: its live records whose pull request GitHub lists as open, and
 * those that are preserved. Throws where one of both cannot be read: then everything stays.
 */
export async function readWanted(
  { id: project, repository }: ClusterProject,
  from: {
    readonly bare: Pick<BareRepository, 'files'>;
    readonly head: string;
    readonly apiUrl: string;
  },
): Promise<Wanted[]> {
  const open = await openPullRequests(`${from.apiUrl}/repos/${repository}`);
  const files = await from.bare.files(from.head, `environments/${project}`);
  return files.flatMap(({ path, content }) => {
    const key = parseRecordPath(path);
    if (!key) return [];
    const record = recordAnswer.parse(parse(content));
    const listed = open.has(Number(key.number)) || record.keep === 'preserved';
    if (!isLive(record) || !listed) return [];
    return [{ id: environmentId(key.project, key.number), ...key }];
  });
}

async function openPullRequests(url: string): Promise<Set<number>> {
  const response = await fetch(`${url}/pulls?state=open&per_page=100`, {
    headers: { 'user-agent': 'argocd-of-the-demo' },
    signal: AbortSignal.timeout(5_000),
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status}`);
  return new Set(pullsAnswer.parse(await response.json()).map(({ number }) => number));
}
