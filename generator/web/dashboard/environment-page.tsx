import { formatProblem } from '../../../apps/problems.ts';
import type { View } from '../../feedback/view.ts';
import type { Assets } from '../assets.ts';
import { SafeLink } from '../safe-link.tsx';
import { StatePill } from '../state-pill.tsx';
import { Coded } from '../coded.tsx';
import { shown } from '../text.ts';
import { between, roughly } from '../time.ts';
import { EnvironmentFacts } from './environment-facts.tsx';
import { FindingList } from './finding-list.tsx';
import { Frame } from './frame.tsx';
import { HistoryList, type Change } from './history-list.tsx';

export type EnvironmentPageProps = {
  readonly view: View;
  /** `undefined`: it could not be read. */
  readonly history: readonly Change[] | undefined;
  readonly now: Date;
  readonly assets: Assets;
};

/** Everything about one environment. */
export function EnvironmentPage({ view, history, now, assets }: EnvironmentPageProps) {
  const { id, key, pullRequest } = view;
  return (
    <Frame title={`${id} · preview`} assets={assets} events={`/events?id=${id}`}>
      <h1>
        {id}{' '}
        <span class="quiet">
          <bdi>{shown(pullRequest.title ?? '', 200)}</bdi>
        </span>
      </h1>
      <div id="view" data-live="">
        <Standing view={view} now={now} />
        <FindingList findings={view.findings} />
        <Problems view={view} />
        <Remarks view={view} />
        <EnvironmentFacts view={view} now={now} />
      </div>
      <HistoryList changes={history} />
      <p>
        <a href={`/?project=${encodeURIComponent(key.project)}`}>
          All environments of {shown(key.project, 30)}
        </a>
      </p>
    </Frame>
  );
}

function Standing({ view, now }: { view: View; now: Date }) {
  const { state, position, since, reason, copy } = view;
  const ms = between(since, now);
  return (
    <section class="card" aria-label="State">
      <p class="standing">
        <StatePill
          state={state}
          after={state === 'queued' && position ? ` · ${position}` : undefined}
        />{' '}
        {ms === undefined ? null : <span class="quiet">for {roughly(ms)}</span>}
      </p>
      <p class="reason">
        <Coded text={reason} max={1_000} />
      </p>
      {copy === undefined ? null : (
        <>
          <p>After a look at what it would run, comment on the pull request:</p>
          <pre tabIndex={0} aria-label="Line to comment">
            {shown(copy, 200)}
          </pre>
        </>
      )}
      <ul class="services">
        {view.services.slice(0, 20).map(({ name, url }) => (
          <li key={name}>
            {shown(name, 30)}: <SafeLink href={url}>{shown(url, 200)}</SafeLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Problems({ view: { problems } }: { view: View }) {
  if (problems.length === 0) return null;
  return (
    <section class="card alarm" aria-labelledby="problems-title">
      <h2 id="problems-title">What its configuration gets wrong</h2>
      <ul>
        {problems.slice(0, 50).map((problem, index) => (
          <li key={index}>
            <code>{shown(formatProblem(problem), 500)}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Remarks({ view: { notes } }: { view: View }) {
  if (notes.length === 0) return null;
  return (
    <section class="card" aria-labelledby="notes-title">
      <h2 id="notes-title">Also</h2>
      <ul>
        {notes.slice(0, 20).map((note, index) => (
          <li key={index}>
            <Coded text={note} max={500} />
          </li>
        ))}
      </ul>
    </section>
  );
}
