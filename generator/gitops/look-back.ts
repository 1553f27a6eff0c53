import type { GitOpsRepository } from './repository.ts';

/** More commits than this are not walked one by one: the history of each path is asked for instead. */
const MAX_COMMITS = 100;

/** The commits to look at: from the head back to one that was validated, if such a one is known. */
export type Range = { readonly head: string; readonly since: string | undefined };

/** What a look at one commit told: look at an older one, there is nothing to find, or the find. */
export type Sight<T> = 'older' | 'nothing' | { readonly found: T };

/**
 * Looks for something of each path in older and older commits, all paths at once: what was spoiled since the
 * last validated head is found with one read per commit, however many paths there are.
 */
export async function lookBack<T>(
  repository: Pick<GitOpsRepository, 'commitsBetween' | 'history'>,
  { paths, range }: { readonly paths: readonly string[]; readonly range: Range },
  look: (path: string, commit: string) => Promise<Sight<T>>,
): Promise<ReadonlyMap<string, T>> {
  const finds = new Map<string, T>();
  let open = [...paths];

  async function lookAt(commit: string): Promise<void> {
    const sights = await Promise.all(open.map((path) => look(path, commit)));
    open = open.filter((path, i) => {
      const sight = sights[i];
      if (typeof sight === 'object') finds.set(path, sight.found);
      return sight === 'older';
    });
  }

  if (open.length > 0 && range.since !== undefined) {
    const commits = await repository.commitsBetween(range.since, range.head);
    if (commits.length <= MAX_COMMITS) {
      for (const commit of [...commits, range.since]) {
        if (open.length > 0) await lookAt(commit);
      }
    }
  }
  for (const path of open) {
    for (const commit of await repository.history(path)) {
      const sight = await look(path, commit);
      if (sight === 'older') continue;
      if (typeof sight === 'object') finds.set(path, sight.found);
      break;
    }
  }
  return finds;
}
