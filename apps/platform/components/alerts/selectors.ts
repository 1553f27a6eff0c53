/** The namespaces of environments, which are also the names of their Applications. */
export const ENVIRONMENT = '.+-pr-[0-9]+';

export const inEnvironment = `namespace=~"${ENVIRONMENT}"`;

/**
 * Whether a counter moved within a time, as a number above 0. Its first step makes the counter, and is no increase of
 * it: a counter that is new has moved as well.
 */
export function moved(counter: string, within: string): string {
  return `((sum(increase(${counter}[${within}])) or vector(0)) + (count(${counter} unless ${counter} offset ${within}) or vector(0)))`;
}
