import type { View } from '../../feedback/view.ts';
import { shown } from '../text.ts';
import { between, roughly } from '../time.ts';

const MOST_SHOWN = 5;

/** Who waits for a place, in order. */
export function WaitingQueue({ views, now }: { views: readonly View[]; now: Date }) {
  const queue = views
    .filter(({ state }) => state === 'queued')
    .sort((a, b) => (a.position ?? Infinity) - (b.position ?? Infinity) || 0);
  return (
    <section class="card" aria-labelledby="queue-title" id="queue" data-live="">
      <h2 id="queue-title">
        Queue <span class="quiet">{queue.length}</span>
      </h2>
      {queue.length === 0 ? <p class="quiet">Nobody waits for a place.</p> : null}
      <ol class="queue">
        {queue.slice(0, MOST_SHOWN).map((view) => (
          <li key={view.id}>
            <a href={`/environments/${view.id}`}>{view.id}</a>{' '}
            <span class="quiet">{waited(view, now)}</span>
          </li>
        ))}
      </ol>
      {queue.length > MOST_SHOWN ? (
        <p>
          <a href="/?state=queued">… and {queue.length - MOST_SHOWN} more</a>
        </p>
      ) : null}
    </section>
  );
}

function waited({ since, requests }: View, now: Date): string {
  const ms = between(since, now);
  const asks = requests === undefined ? '' : ` · ${shown(requests.cpu, 12)} CPU`;
  return `waits ${ms === undefined ? '' : roughly(ms)}${asks}`;
}
