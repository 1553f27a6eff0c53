/** What somebody else was asked. Nothing may be concluded from `unknown`; its reason holds no secret. */
export type Asked<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'unknown'; readonly reason: string };

export const known = <T>(value: T): Asked<T> => ({ kind: 'known', value });
export const unknown = (reason: string): Asked<never> => ({ kind: 'unknown', reason });
