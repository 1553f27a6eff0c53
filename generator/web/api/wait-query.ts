/** What a caller waits for. */
export type WaitQuery = {
  /** Milliseconds. */
  readonly timeout: number;
  /** A commit, or the beginning of one, that has to run. @default - whichever runs */
  readonly commit?: string | undefined;
};

const MOST_SECONDS = 600;
const DEFAULT_SECONDS = 300;

/**
 * Reads `?wait=ready&timeout=300&commit=3f2a1b9`. `undefined`: nobody waits. A text: what is wrong with it,
 * and what is allowed.
 */
export function readWaitQuery(parameters: URLSearchParams): WaitQuery | string | undefined {
  const wait = parameters.get('wait');
  if (wait === null) return undefined;
  if (wait !== 'ready') return `wait: expected "ready", got ${quoted(wait)}`;
  const seconds = parameters.get('timeout') ?? String(DEFAULT_SECONDS);
  if (!/^[1-9]\d{0,2}$/.test(seconds) || Number(seconds) > MOST_SECONDS) {
    return `timeout: expected whole seconds from 1 to ${MOST_SECONDS}, got ${quoted(seconds)}`;
  }
  const commit = parameters.get('commit') ?? undefined;
  if (commit !== undefined && !/^[0-9a-f]{7,40}$/i.test(commit)) {
    return `commit: expected 7 to 40 hex digits, got ${quoted(commit)}`;
  }
  return { timeout: Number(seconds) * 1000, commit: commit?.toLowerCase() };
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}
