import { namespaces } from './namespaces.ts';

/** The middleware before pages of the platform. */
export const OPS_LOGIN = { name: 'ops', namespace: namespaces.login } as const;

/** The middleware before previews that only the team may see. */
export const PREVIEWS_LOGIN = { name: 'previews', namespace: namespaces.login } as const;

/**
 * Client id and secret of each login, made by hand: keys `client-id` and `client-secret`. They are two, because GitHub
 * sends people of one OAuth App back to one host.
 */
export const GITHUB_SECRETS = { ops: 'github-oauth', previews: 'github-oauth-previews' } as const;

/** For tests of previews behind the login, made in the cluster: key `password`. */
export const TESTS_SECRET = 'login-previews-tests';

/** Who tests log in as. */
export const TESTS_USER = 'tests';
