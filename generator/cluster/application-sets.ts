import { z } from 'zod';
import { labels } from '../../constructs/labels.ts';
import { nameOf } from './application.ts';
import type { Connection } from './connection.ts';
import { reasonOf } from './doubt.ts';
import { follow } from './watch.ts';

/** What is known of the ApplicationSet of one project; `problem`: why it makes no Applications. */
export type ApplicationSetFact =
  | { readonly kind: 'off' }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'known'; readonly problem?: string };

/** The ApplicationSets of all projects, as they were last heard of. */
export type ApplicationSets = {
  /** By the id of the project, which is the name of its ApplicationSet. */
  state(project: string): ApplicationSetFact;
  /** Follows them until the signal; hears of every project whose state changed. */
  follow(onChange: (project: string) => void, signal: AbortSignal): Promise<void>;
};

export const noApplicationSets: ApplicationSets = {
  state: () => ({ kind: 'off' }),
  follow: () => Promise.resolve(),
};

const MAX_MESSAGE = 300;

export function createApplicationSets(options: {
  readonly connection: () => Promise<Connection>;
  /** Where Argo CD keeps its ApplicationSets. */
  readonly namespace: () => string;
}): ApplicationSets {
  /** By project; '': none. */
  const problems = new Map<string, string>();
  let doubt: string | undefined = 'the ApplicationSets were not listed yet';

  return {
    state(project) {
      if (doubt !== undefined) return { kind: 'unknown', reason: doubt };
      const problem = problems.get(project);
      if (problem === undefined) {
        return {
          kind: 'known',
          problem: `there is no ApplicationSet "${project}"; commit the rendered platform/ to the GitOps repository`,
        };
      }
      return { kind: 'known', ...(problem !== '' && { problem }) };
    },
    follow(onChange, signal) {
      const set = (project: string, problem: string | undefined) => {
        const before = problems.get(project);
        if (problem === undefined) problems.delete(project);
        else problems.set(project, problem);
        if (before !== problem) onChange(project);
      };
      const note = (object: unknown) => set(nameOf(object), problemOf(object));
      return follow(
        {
          ...{ group: 'argoproj.io', version: 'v1alpha1', plural: 'applicationsets' },
          labelSelector: labels.projectId,
          ...options,
        },
        {
          onAll(objects) {
            doubt = undefined;
            const there = new Set(objects.map(nameOf));
            for (const name of [...problems.keys()]) if (!there.has(name)) set(name, undefined);
            objects.forEach(note);
          },
          onChange: note,
          onGone: (object) => set(nameOf(object), undefined),
          onLost(error) {
            doubt = reasonOf(error, 'the ApplicationSets');
          },
        },
        signal,
      );
    },
  };
}

const conditionsAnswer = z.object({
  status: z
    .object({
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), message: z.string().optional() }))
        .optional(),
    })
    .optional(),
});

/** What the ApplicationSet controller says of its last error; '': none. */
function problemOf(object: unknown): string {
  const conditions = conditionsAnswer.safeParse(object).data?.status?.conditions ?? [];
  const error = conditions.find(
    ({ type, status }) => type === 'ErrorOccurred' && status === 'True',
  );
  return error ? (error.message ?? 'an error without a message').slice(0, MAX_MESSAGE) : '';
}
