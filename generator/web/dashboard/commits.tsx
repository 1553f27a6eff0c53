import type { View } from '../../feedback/view.ts';
import { shortSha } from '../text.ts';

/** The commit that runs, or is deployed, and, where it is another one, the one that is wanted. */
export function Commits({ view }: { view: View }) {
  const { sha, runningSha, waitingSha } = view;
  const now = runningSha ?? sha;
  const wanted = waitingSha ?? sha;
  if (now === undefined || wanted === undefined || wanted === now) {
    const one = now ?? wanted;
    return one === undefined ? null : <code>{shortSha(one)}</code>;
  }
  return (
    <>
      <code>{shortSha(now)}</code> <span aria-label="is to become">→</span>{' '}
      <code>{shortSha(wanted)}</code>
    </>
  );
}
