import type { ComponentChildren } from 'preact';
import type { View } from '../../feedback/view.ts';
import { Moment } from '../moment.tsx';
import { SafeLink } from '../safe-link.tsx';
import { shown } from '../text.ts';
import { between, minuteOf, roughly } from '../time.ts';
import { Commits } from './commits.tsx';

/** What is known of an environment, as a list of terms; what is not known is left out. */
export function EnvironmentFacts({ view, now }: { view: View; now: Date }) {
  const { pullRequest, repository, key, requests } = view;
  const age = between(view.createdAt, now);
  return (
    <section class="card" aria-labelledby="facts-title">
      <h2 id="facts-title">Facts</h2>
      <dl class="facts">
        <Fact name="Pull request">
          <SafeLink href={pullRequest.url}>
            {shown(repository, 100)}#{key.number}
          </SafeLink>
        </Fact>
        <Fact name="Author">{text(pullRequest.author, 60)}</Fact>
        <Fact name="Branch">{text(pullRequest.branch, 120)}</Fact>
        <Fact name="Commit">
          {(view.sha ?? view.waitingSha ?? view.runningSha) === undefined ? undefined : (
            <Commits view={view} />
          )}
        </Fact>
        <Fact name="Requests">{requests && amounts(requests)}</Fact>
        <Fact name="Age">
          {view.createdAt !== undefined && age !== undefined ? (
            <Moment time={view.createdAt} words={roughly(age)} />
          ) : undefined}
        </Fact>
        <Fact name="Removed">{moment(view.expiresAt, 'unless it is pushed to before')}</Fact>
        <Fact name="Preserved">{moment(view.preservedUntil, 'even if it is closed')}</Fact>
        <Fact name="Argo CD">
          {view.argocdUrl === undefined ? undefined : (
            <SafeLink href={view.argocdUrl}>its Application</SafeLink>
          )}
        </Fact>
        <Fact name="Logs and use">
          {view.grafanaUrl === undefined ? undefined : (
            <SafeLink href={view.grafanaUrl}>in Grafana</SafeLink>
          )}
        </Fact>
        <Fact name="For machines">
          <a href={`/api/environments/${view.id}`}>JSON</a>
        </Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  if (children === undefined) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function text(value: string | undefined, max: number): ComponentChildren {
  return value === undefined ? undefined : <bdi>{shown(value, max)}</bdi>;
}

function moment(time: string | undefined, words: string): ComponentChildren {
  const exact = time === undefined ? undefined : minuteOf(time);
  return time === undefined || exact === undefined ? undefined : (
    <>
      <Moment time={time} words={exact} /> <span class="quiet">{words}</span>
    </>
  );
}

function amounts({ cpu, memory, storage, pods }: NonNullable<View['requests']>): string {
  const some = [`cpu ${cpu}`, `memory ${memory}`, `storage ${storage}`, `${pods} pods`];
  return some.map((one) => shown(one, 30)).join(', ');
}
