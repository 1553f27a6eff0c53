import type { Answer, Decision } from './decision.ts';

/** The record does not remember a command whose outcome is not written: it is refused. */
export function refusedAnswers(
  answers: readonly Answer[] = [],
  reason: string,
  which: (verb: string) => boolean = () => true,
): Pick<Decision, 'answers'> {
  if (answers.length === 0) return {};
  return {
    answers: answers.map((one) =>
      one.result === 'done' && which(one.verb) ? { ...one, result: 'refused', reason } : one,
    ),
  };
}
