import type { View } from '../../feedback/view.ts';
import { shortSha } from '../text.ts';

/** The commit that runs and, where it is another one, the one that is wanted. */
export function Commits({ view }: { view: View }) {
  const { sha, runningSha, waitingSha } = view;
  const wanted = waitingSha ?? sha;
  if (wanted === undefined && runningSha === undefined) return null;
  if (runningSha === undefined || wanted === undefined || wanted === runningSha) {
    return <code>{shortSha(wanted ?? runningSha ?? '')}</code>;
  }
  return (
    <>
      <code>{shortSha(runningSha)}</code> <span aria-label="is to become">→</span>{' '}
      <code>{shortSha(wanted)}</code>
    </>
  );
}
