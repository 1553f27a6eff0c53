import type { View } from '../../feedback/view.ts';
import { Moment } from '../moment.tsx';
import { SafeLink } from '../safe-link.tsx';
import { StatePill } from '../state-pill.tsx';
import { Coded } from '../coded.tsx';
import { shown } from '../text.ts';
import { between, roughly } from '../time.ts';
import { Commits } from './commits.tsx';
import { endOf } from './list.ts';

/** One environment as a row of the table. Its id lets the script exchange it alone. */
export function EnvironmentRow({ view, now }: { view: View; now: Date }) {
  const { id, key, state, reason, pullRequest, requests, createdAt, position } = view;
  const age = between(createdAt, now);
  return (
    <tr id={`row-${id}`}>
      <th scope="row">
        <a href={`/environments/${id}`}>{id}</a>{' '}
        <span class="links">
          <SafeLink href={pullRequest.url}>#{key.number}</SafeLink>{' '}
          {runs(view) ? (
            <SafeLink href={view.url}>
              open<span class="unseen"> {id}</span>
            </SafeLink>
          ) : null}
        </span>
        <div class="title">
          <bdi>{shown(pullRequest.title ?? '', 100)}</bdi>
        </div>
      </th>
      <td>
        <StatePill
          state={state}
          after={state === 'queued' && position ? ` · ${position}` : undefined}
        />
        <div class="reason">
          <Coded text={reason} max={160} />
        </div>
      </td>
      <td class="wide">
        <bdi>{shown(pullRequest.author ?? '', 40)}</bdi>
      </td>
      <td class="wide">
        <Commits view={view} />
      </td>
      <td class="wide amounts">
        {requests ? (
          <>
            {shown(requests.cpu, 12)} · {shown(requests.memory, 12)} · {shown(requests.storage, 12)}
          </>
        ) : null}
      </td>
      <td>
        {createdAt !== undefined && age !== undefined ? (
          <Moment time={createdAt} words={roughly(age)} />
        ) : null}
      </td>
      <td>
        <End view={view} now={now} />
      </td>
    </tr>
  );
}

/** Whether its address has more to show than the status page. */
function runs({ state }: View): boolean {
  return ['ready', 'degraded', 'deploying', 'sleeping', 'preserved'].includes(state);
}

function End({ view, now }: { view: View; now: Date }) {
  const end = endOf(view);
  const left = between(now, end);
  if (end === undefined || left === undefined) return null;
  return <Moment time={end} words={roughly(left)} />;
}
