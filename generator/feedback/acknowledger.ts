import type { GitHub } from '../github/client.ts';
import { USAGE } from '../intake/commands.ts';
import { answerMarker } from '../reconcile/commands/read.ts';
import type { Answer } from '../reconcile/decision.ts';
import type { Log } from '../telemetry/log.ts';
import { clip, codeBlock, escapeMarkdown } from './markdown.ts';

/** `repeated`: seen, and what came of it was told or is not known any more. */
const REACTIONS = {
  done: '+1',
  help: '+1',
  logs: '+1',
  refused: 'confused',
  repeated: 'eyes',
} as const;

const MAX_REASON = 1_000;
/** As many as could be answered at once and looked at again before GitHub shows them as answered. */
const MOST_REMEMBERED = 10_000;

/** Where a command was given. */
export type CommandPlace = {
  readonly repository: string;
  readonly number: number;
  /** Of the environment. */
  readonly id: string;
  /** Whether strangers may read what is answered, or wrote what runs. */
  readonly publicly: boolean;
};

/** Answers commands, after the round and never in its way: with a reaction, and words where they are needed. */
export type Acknowledger = {
  answer(place: CommandPlace, answers: readonly Answer[]): void;
  /** Resolves when nothing is left to answer. */
  idle(): Promise<void>;
};

/** What could not be answered is answered after a later look at the pull request. */
export function createAcknowledger(options: {
  readonly github: Pick<GitHub, 'react' | 'say'>;
  /** What is answered to `/preview logs`, as Markdown. */
  readonly logs: (place: CommandPlace) => Promise<string>;
  readonly log: Log;
}): Acknowledger {
  const { github, log } = options;
  const answered = new Set<string>();
  /** The words stand there, the reaction does not yet. */
  const said = new Set<string>();
  let running = Promise.resolve();

  async function answerOne(place: CommandPlace, answer: Answer): Promise<void> {
    const { repository, number } = place;
    const { commentId, result } = answer;
    const key = `${repository} ${commentId}`;
    if (answered.has(key)) return;
    const words = result === 'logs' ? await logBody(place, answer) : answerBody(answer);
    if (words !== undefined && !said.has(key)) {
      // The words first: they carry a mark of their own, so that they are never said twice.
      const told = await github.say(repository, number, words);
      if (told.kind === 'unknown') {
        log.warn({ repository, number, reason: told.reason }, 'a command was not answered');
        return;
      }
      said.add(key);
    }
    const fact = await github.react(repository, commentId, REACTIONS[result]);
    if (fact.kind === 'unknown') {
      log.warn({ repository, number, reason: fact.reason }, 'a command was not answered');
      return;
    }
    answered.add(key);
    said.delete(key);
    if (answered.size > MOST_REMEMBERED) answered.clear();
  }

  async function logBody(place: CommandPlace, { commentId }: Answer): Promise<string> {
    return [answerMarker(commentId), await options.logs(place)].join('\n');
  }

  return {
    answer(place, answers) {
      for (const answer of answers) {
        running = running
          .then(() => answerOne(place, answer))
          .catch((error: unknown) => log.error({ err: error }, 'a command was not answered'));
      }
    },
    async idle() {
      let seen: Promise<void> | undefined;
      while (seen !== running) {
        seen = running;
        await seen;
      }
    },
  };
}

/** What is said beside the reaction; `undefined`: nothing. */
function answerBody({ commentId, login, text, result, reason }: Answer): string | undefined {
  const marker = answerMarker(commentId);
  const usage = codeBlock(USAGE.join('\n'));
  if (result === 'help')
    return [marker, 'Commands, each the first line of a comment:', '', usage].join('\n');
  if (result !== 'refused') return undefined;
  const why = escapeMarkdown(clip(reason ?? 'it is not understood', MAX_REASON));
  return [
    marker,
    `${escapeMarkdown(login)}: nothing was done, because ${why}.`,
    '',
    codeBlock(text),
    '',
    '<sub>A new comment tries again; `/preview help` lists the commands.</sub>',
  ].join('\n');
}
