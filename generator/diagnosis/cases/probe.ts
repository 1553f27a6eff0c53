import { listenLines } from '../log-lines.ts';
import { lastEnd } from '../pods.ts';
import { healthPath, refused, silent, unhealthy, type Answer } from './answer.ts';
import { ofContainer, secondsBetween, type ContainerSituation } from './case.ts';

/** So long every app may need; what a probe finds before says nothing. Seconds. */
const PATIENCE = 30;

const KILLED = /failed (startup|liveness) probe, will be restarted/;

/** The probe that ended this container, where one did. */
export function killedBy({
  events,
  trouble,
}: Pick<ContainerSituation, 'events' | 'trouble'>): string | undefined {
  const end = lastEnd(trouble);
  const kill = events.find(({ reason, message }) => reason === 'Killing' && KILLED.test(message));
  if (!end || !kill || (end.startedAt ?? '') > kill.at) return undefined;
  return KILLED.exec(kill.message)?.[1];
}

/** A service that runs, or was ended for it, and does not answer as it should. */
export const probe = ofContainer('a probe fails', (situation) => {
  const answer = answerOf(situation);
  const said = answer && probeSaid(situation);
  if (!answer || said === undefined) return undefined;
  const status = Number(/statuscode: (\d{3})/.exec(said)?.[1]);
  if (status >= 400 && status < 500) return healthPath(answer, status);
  const isRefused = /connection refused/i.test(said);
  const misplaced = isRefused && answer.elsewhere !== undefined;
  if (!misplaced && !answer.started && isEarly(situation)) return undefined;
  if (isRefused) return refused(answer);
  return status >= 500 ? unhealthy(answer, status) : silent(answer, said);
});

function isEarly(situation: ContainerSituation): boolean {
  const since = situation.trouble.status.state?.running?.startedAt;
  const seconds = secondsBetween(since, situation.evidence.at);
  return seconds < PATIENCE && killedBy(situation) === undefined;
}

function answerOf(situation: ContainerSituation): Answer | undefined {
  const { part, trouble, log } = situation;
  if (part.kind !== 'service' || trouble.init) return undefined;
  const killer = killedBy(situation);
  // One that ends by itself does so again: what it answers until then is a consequence.
  const endsByItself = lastEnd(trouble) !== undefined && killer === undefined;
  if (endsByItself && trouble.status.started !== true) return undefined;
  if (!trouble.status.state?.running && killer === undefined) return undefined;
  const { port: wanted } = part.service;
  const places = listenLines(log);
  const here = places.some(({ port, loopback }) => port === wanted && !loopback);
  const started = trouble.status.started === true || killer === 'liveness';
  return {
    ...{ part, started },
    elsewhere: here ? undefined : (places.find(({ port }) => port === wanted) ?? places[0]),
    busy: !started && places.length === 0 && log.length > 0,
  };
}

/** The newest word of a probe about this life of the container, or about the one that a probe ended. */
function probeSaid(situation: ContainerSituation): string | undefined {
  const since = situation.trouble.status.state?.running?.startedAt ?? '';
  const failed = situation.events.filter(({ reason }) => reason === 'Unhealthy');
  const ofThisLife = failed.find(({ at }) => at >= since);
  return (ofThisLife ?? (killedBy(situation) === undefined ? undefined : failed[0]))?.message;
}
