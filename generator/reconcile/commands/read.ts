import { parseCommand } from '../../intake/commands.ts';
import type { Comment, GitHub } from '../../github/client.ts';
import type { CommandsFact, PostedCommand } from '../observation.ts';

type Asked = Pick<GitHub, 'comments' | 'mayWrite' | 'reacted'>;

/** The hidden line of an answer to a command: with it the command counts as answered. */
export function answerMarker(commentId: number): string {
  return `<!-- k8s-ee:answer ${commentId} -->`;
}

/**
 * Reads the commands on a pull request in the order of their comments, up to the first of which something
 * is unknown: what follows it must not overtake it. `after` is the highest comment whose command was taken
 * (nothing more is asked about those before it than whether they were answered); with `after: undefined` all
 * are read, because nothing remembers what came of them.
 */
export async function readCommands(
  place: { readonly repository: string; readonly number: number },
  after: number | undefined,
  github: Asked,
): Promise<CommandsFact> {
  const { repository, number } = place;
  const fact = await github.comments(repository, number);
  if (fact.kind === 'unknown') return fact;
  const newest = fact.comments.at(-1)?.id ?? 0;
  const writers = new Map<string, ReturnType<GitHub['mayWrite']>>();
  const mayWrite = (login: string) => {
    const known = writers.get(login) ?? github.mayWrite(repository, login);
    writers.set(login, known);
    return known;
  };
  const commands: PostedCommand[] = [];
  for (const comment of fact.comments) {
    const posted = postedIn(comment);
    if (!posted) continue;
    const answered = await isAnswered(comment, fact.comments, { repository, github });
    const taken = after !== undefined && comment.id <= after;
    if (answered.kind === 'unknown' && taken) continue;
    if (answered.kind === 'unknown') {
      return { kind: 'read', newest, commands, unknown: answered.reason };
    }
    if (taken || (after !== undefined && answered.answered)) {
      // Taken before, or refused before: only its answer may be owed.
      commands.push({ ...posted, may: undefined, answered: answered.answered });
      continue;
    }
    const permission = await mayWrite(comment.author.login);
    if (permission.kind === 'unknown') {
      return { kind: 'read', newest, commands, unknown: permission.reason };
    }
    commands.push({ ...posted, may: permission.may, answered: answered.answered });
  }
  return { kind: 'read', newest, commands };
}

function postedIn(
  comment: Comment,
): Pick<PostedCommand, 'id' | 'login' | 'text' | 'command' | 'problem' | 'at'> | undefined {
  // Bots answer bots without end; an edited comment may say what its author never wrote.
  if (comment.author.bot || comment.edited) return undefined;
  const read = parseCommand(comment.body);
  if (!read) return undefined;
  return {
    ...{ id: comment.id, login: comment.author.login, text: read.text, at: comment.createdAt },
    ...(read.kind === 'command' ? { command: read.command } : { problem: read.problem }),
  };
}

async function isAnswered(
  comment: Comment,
  comments: readonly Comment[],
  { repository, github }: { readonly repository: string; readonly github: Asked },
): Promise<
  | { readonly kind: 'known'; readonly answered: boolean }
  | Extract<Awaited<ReturnType<GitHub['reacted']>>, { kind: 'unknown' }>
> {
  const marker = answerMarker(comment.id);
  // Only in what we wrote ourselves: anybody could write the marker.
  const told = comments.some(
    ({ id, own, body }) => own && id > comment.id && body.includes(marker),
  );
  if (told) return { kind: 'known', answered: true };
  if (!comment.reactions) return { kind: 'known', answered: false };
  const fact = await github.reacted(repository, comment.id);
  return fact.kind === 'unknown' ? fact : { kind: 'known', answered: fact.reacted };
}
