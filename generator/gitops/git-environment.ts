import type { Access } from './credentials.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Of the generator's own environment only what git needs to run and to reach the remote. */
const inherited =
  /^(PATH|HOME|TMPDIR|SSL_CERT_(FILE|DIR)|GIT_SSL_CA(INFO|PATH)|(https?|all|no)_proxy|(HTTPS?|ALL|NO)_PROXY)$/;

const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';

export type Remote = {
  readonly url: string;
  /** Names without `refs/heads/`. */
  readonly branches: readonly string[];
  /** How long it may be silent. Milliseconds. */
  readonly timeoutMs: number;
};

/**
 * The environment of a git command in the clone. All settings are in it, so that neither the machine's, nor
 * the user's, nor the clone's own configuration counts; the clone's holds not even the URL.
 */
export function gitEnvironment(
  surroundings: Variables,
  remote: Remote,
  access: Access,
): Record<string, string> {
  const config: (readonly [string, string])[] = [
    ['remote.origin.url', remote.url],
    ...remote.branches.map(
      (branch) => ['remote.origin.fetch', `+refs/heads/${branch}:${trackingRef(branch)}`] as const,
    ),
    ['core.hooksPath', '/dev/null'],
    // The clone is a cache: a crash may cost a new clone, not a wait at every commit.
    ['core.fsync', 'none'],
    ['maintenance.auto', 'false'],
    ['gc.autoDetach', 'false'],
    // A redirect would carry the credential to another host.
    ['http.followRedirects', 'false'],
    ['http.lowSpeedLimit', '1'],
    // A little sooner than git itself is ended: its children then end by themselves.
    ['http.lowSpeedTime', String(Math.max(1, Math.floor(remote.timeoutMs / 1000) - 5))],
    ...access.config,
  ];
  const variables: Record<string, string> = { PATH: DEFAULT_PATH };
  for (const [name, value] of Object.entries(surroundings)) {
    if (value !== undefined && inherited.test(name)) variables[name] = value;
  }
  return {
    ...variables,
    ...access.environment,
    LC_ALL: 'C',
    GIT_ALLOW_PROTOCOL: 'http:https:ssh:file',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_DEFAULT_HASH: 'sha1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: String(config.length),
    ...Object.fromEntries(
      config.flatMap(([key, value], i) => [
        [`GIT_CONFIG_KEY_${i}`, key],
        [`GIT_CONFIG_VALUE_${i}`, value],
      ]),
    ),
  };
}

/** Where the clone keeps what it last saw of a branch of the remote. */
export function trackingRef(branch: string): string {
  return `refs/remotes/origin/${branch}`;
}
