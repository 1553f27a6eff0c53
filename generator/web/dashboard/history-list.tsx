import { Moment } from '../moment.tsx';
import { SafeLink } from '../safe-link.tsx';
import { shortSha, shown } from '../text.ts';
import { minuteOf } from '../time.ts';

/** One commit that changed an environment. */
export type Change = {
  readonly sha: string;
  /** In ISO 8601. */
  readonly at: string;
  readonly subject: string;
  /** Where it can be looked at. @default - it is no link */
  readonly url?: string;
};

const MOST_SHOWN = 50;

/** What changed an environment, as Git tells it; `undefined`: it could not be read. */
export function HistoryList({ changes }: { changes: readonly Change[] | undefined }) {
  return (
    <section class="card" aria-labelledby="history-title" id="history" data-live="">
      <h2 id="history-title">History</h2>
      {changes === undefined ? <p>It could not be read just now; load the page again.</p> : null}
      {changes?.length === 0 ? <p class="quiet">Nothing was committed yet.</p> : null}
      <ol class="history">
        {(changes ?? []).slice(0, MOST_SHOWN).map(({ sha, at, subject, url }) => (
          <li key={sha}>
            <SafeLink href={url}>
              <code>{shortSha(sha)}</code>
            </SafeLink>{' '}
            <bdi>{shown(subject, 200)}</bdi>{' '}
            <span class="quiet">
              <Moment time={at} words={minuteOf(at) ?? ''} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
