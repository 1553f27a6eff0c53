import type { Actions } from '../actions.ts';
import type { Files, PullRequest, Repository } from '../world.ts';
import { APPS, type FileChanges, type SampleChoice } from './sample-files.ts';

/** The fields of a sent form; an absent one is ''. */
export type Fields = { get(name: string): string; has(name: string): boolean };

type Performance = {
  readonly repository: Repository;
  readonly pull: PullRequest;
  readonly fields: Fields;
  readonly actions: Actions;
  readonly files: (repository: string, choice: SampleChoice) => FileChanges;
};

/** What the buttons do, by the last part of their address. */
export const performers: Readonly<Record<string, (given: Performance) => Promise<unknown>>> = {
  close: ({ actions, ...at }) => actions.close(...place(at)),
  merge: ({ actions, ...at }) => actions.merge(...place(at)),
  reopen: ({ actions, ...at }) => actions.reopen(...place(at)),
  draft: ({ actions, ...at }) => actions.convertToDraft(...place(at)),
  ready: ({ actions, ...at }) => actions.readyForReview(...place(at)),
  label: ({ actions, fields, ...at }) => actions.label(...place(at), fields.get('label')),
  unlabel: ({ actions, fields, ...at }) => actions.unlabel(...place(at), fields.get('label')),
  comment: ({ actions, fields, ...at }) =>
    actions.comment(...place(at), { body: fields.get('body') }),
  push: ({ actions, fields, files, ...at }) =>
    actions.push(...place(at), files(at.repository.fullName, choiceOf(fields))),
};

function place({ repository, pull }: { repository: Repository; pull: PullRequest }) {
  return [repository.fullName, pull.number] as const;
}

export function fieldsOf(sent: unknown): Fields {
  const body = (sent ?? {}) as Record<string, unknown>;
  const get = (name: string) => (typeof body[name] === 'string' ? body[name].trim() : '');
  return { get, has: (name) => body[name] !== undefined };
}

export function choiceOf(fields: Fields): SampleChoice {
  const config = fields.get('config');
  const app = Object.keys(APPS).find((one): one is keyof typeof APPS => one === fields.get('app'));
  const text = fields.get('text');
  return {
    config: config === 'invalid' || config === 'missing' ? config : 'valid',
    postgresql: fields.has('postgresql'),
    ...(app && { app }),
    ...(text !== '' && { text }),
  };
}

/** Without the removals, for a first commit. */
export function present(changes: FileChanges): Files {
  return Object.fromEntries(
    Object.entries(changes).filter((entry): entry is [string, NonNullable<(typeof entry)[1]>] => {
      return entry[1] !== undefined;
    }),
  );
}
