import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import type { Answer, Consent, Judged, Situation } from '../decision.ts';
import type { PostedCommand } from '../observation.ts';
import { withLifecycle, type CommandContext } from './effect.ts';
import { effectOf, notTheHead } from './effects.ts';

/** What the commands come to before the rules decide. */
export type Obeyed = {
  readonly judged: Judged;
  readonly answers: readonly Answer[];
  /** Commands that ask whether there is to be an environment, where no record is: the rules answer them. */
  readonly open: readonly PostedCommand[];
};

/** Nobody waits for an answer to what was asked so long ago, before there was anybody to answer. */
const ANSWERED_WITHIN_MS = 24 * 3_600_000;

/**
 * Obeys the commands on the pull request: those after the last one taken, each once, in the order in which
 * they were given. Where no record remembers what was taken, all are read again, and only whether there is to
 * be an environment is concluded from them. Pure; what is refused leaves the record as it was.
 */
export function obey(situation: Situation): Obeyed {
  const { observation, record, project } = situation;
  const { pullRequest: fact, commands } = observation;
  const nothing = { judged: { ...situation, consent: consentIn(record) }, answers: [], open: [] };
  if (commands.kind !== 'read' || fact.kind !== 'found') return nothing;
  if (!project || project.state !== 'active' || situation.readonly) return nothing;
  const { pullRequest } = fact;
  if (record && record.source.repositoryId !== pullRequest.base.repositoryId) return nothing;
  const { preservedOthers, now } = situation;
  const context = { project, pullRequest, preservedOthers, now };
  return record
    ? obeyOn(record, commands.commands, { situation, context })
    : obeyWithout(commands.commands, { situation, context });
}

type Parts = {
  readonly situation: Situation;
  readonly context: Omit<CommandContext, 'login'>;
};

function obeyOn(
  before: EnvironmentRecord,
  commands: readonly PostedCommand[],
  { situation, context }: Parts,
): Obeyed {
  const answers: Answer[] = [];
  const taken = before.lifecycle.lastComment ?? 0;
  let record = before;
  for (const posted of commands) {
    const { id, login, command } = posted;
    if (posted.answered) continue;
    if (id <= taken) {
      // Of the others before it is not known any more whether they were taken or refused.
      answers.push(answer(posted, id === taken ? 'done' : 'repeated'));
      continue;
    }
    const problem = problemWith(posted);
    if (problem !== undefined || !command) {
      answers.push(refused(posted, problem));
    } else if (command.verb === 'help' || command.verb === 'logs') {
      answers.push(answer(posted, command.verb));
    } else {
      const effect = effectOf(command, record, { ...context, login });
      if (effect.kind === 'refused') {
        answers.push(refused(posted, effect.reason));
        continue;
      }
      record = withLifecycle(effect.record, { lastComment: id, lastCommandBy: login });
      answers.push(answer(posted, 'done'));
    }
  }
  return { judged: { ...situation, record, consent: consentIn(record) }, answers, open: [] };
}

function obeyWithout(
  commands: readonly PostedCommand[],
  { situation, context: { pullRequest, now } }: Parts,
): Obeyed {
  const answers: Answer[] = [];
  const open: PostedCommand[] = [];
  let consent: Consent = {};
  for (const posted of commands) {
    const { id, login, command, answered } = posted;
    // Also what is refused is done with: a record that is made now does not obey it later.
    consent = { ...consent, lastComment: id };
    const problem =
      pullRequest.state === 'open' ? problemWith(posted) : 'the pull request is closed';
    const refuse = (reason: string | undefined) => {
      if (!answered) answers.push(...refusal(posted, reason, now));
    };
    if (problem !== undefined || !command) refuse(problem);
    else if (command.verb === 'help') {
      if (!answered) answers.push(answer(posted, 'help'));
    } else if (command.verb === 'approve' && command.sha !== pullRequest.head.sha) {
      refuse(notTheHead(pullRequest.head.sha));
    } else {
      const said = consented(consent, command, login);
      if (!said) {
        refuse('there is no environment; /preview up makes one');
        continue;
      }
      consent = { ...said, lastComment: id, lastCommandBy: login };
      if (!answered) open.push(posted);
    }
  }
  return { judged: { ...situation, consent }, answers, open };
}

/** What a command changes where there is nothing yet; `undefined`: nothing. */
function consented(
  consent: Consent,
  command: NonNullable<PostedCommand['command']>,
  login: string,
): Consent | undefined {
  switch (command.verb) {
    case 'up':
      return { ...consent, requestedBy: login, heldBy: undefined };
    case 'down':
      return { ...consent, requestedBy: undefined, heldBy: login };
    case 'approve':
      return { ...consent, approvedSha: command.sha, approvedBy: login };
    default:
      return undefined;
  }
}

/** What the record remembers. */
function consentIn(record: EnvironmentRecord | undefined): Consent {
  const { requestedBy, approvedSha, approvedBy, lastComment, lastCommandBy } =
    record?.lifecycle ?? {};
  return { requestedBy, approvedSha, approvedBy, lastComment, lastCommandBy };
}

function problemWith({ may, problem, login }: PostedCommand): string | undefined {
  if (may !== true)
    return `${login} may not push to this repository, and only those who may give commands`;
  return problem;
}

function answer(posted: PostedCommand, result: Answer['result']): Answer {
  const { id: commentId, login, text, command } = posted;
  return { commentId, login, text, verb: command?.verb ?? 'none', result };
}

export function refusal(posted: PostedCommand, reason: string | undefined, now: Date): Answer[] {
  if (now.getTime() - Date.parse(posted.at) > ANSWERED_WITHIN_MS) return [];
  return [refused(posted, reason)];
}

function refused(posted: PostedCommand, reason: string | undefined): Answer {
  return { ...answer(posted, 'refused'), ...(reason !== undefined && { reason }) };
}

/** A command that the rules were asked about was followed. */
export function followed(posted: PostedCommand): Answer {
  return answer(posted, 'done');
}
