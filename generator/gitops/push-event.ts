import type { Platform } from '../../apps/platform/config.ts';
import type { FileChange } from './repository.ts';

/** The fields of GitHub's push event that Argo CD reads. */
export type PushEvent = {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly repository: { readonly html_url: string; readonly default_branch: string };
  readonly commits: readonly [
    {
      readonly id: string;
      readonly added: readonly string[];
      readonly modified: readonly string[];
      readonly removed: readonly string[];
    },
  ];
};

/** Everything between two heads of the environments branch as the push of one commit. */
export function pushEvent(
  gitops: Platform['gitops'],
  push: {
    readonly before: string;
    readonly after: string;
    readonly changes: readonly FileChange[];
  },
): PushEvent {
  const paths = (kind: FileChange['kind']) =>
    push.changes.filter((change) => change.kind === kind).map(({ path }) => path);
  return {
    ref: `refs/heads/${gitops.environmentsBranch}`,
    before: push.before,
    after: push.after,
    repository: { html_url: webAddress(gitops.url), default_branch: gitops.branch },
    commits: [
      {
        id: push.after,
        added: paths('added'),
        modified: paths('modified'),
        removed: paths('removed'),
      },
    ],
  };
}

/**
 * Where people would look at the repository. Argo CD compares its host and path with those of the
 * Applications, so an ssh address becomes an https one.
 */
export function webAddress(gitUrl: string): string {
  const url = gitUrl
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .replace(/^(ssh|git|git\+ssh):\/\/([^@/]*@)?([^/:]+)(:\d+)?\//, 'https://$3/')
    .replace(/^([^@/:]+@)?([^/:]+):(?!\/)/, 'https://$2/');
  return url.replace(/^(https?:\/\/)[^@/]*@/, '$1');
}
