/** `unknown`: it was not looked at; the message says why. */
export type Status = 'ok' | 'warn' | 'fail' | 'unknown';

/** What one check found. */
export type Finding = {
  /** Of what: `dns`, `argocd-webhook-secret`. */
  readonly check: string;
  readonly status: Status;
  /** One sentence; never a secret. */
  readonly message: string;
  /** What to do about it. */
  readonly next?: string;
};

/** The findings of one check, named once. */
export function findingsOf(check: string) {
  return {
    ok: (message: string): Finding => ({ check, status: 'ok', message }),
    warn: (message: string, next: string): Finding => ({ check, status: 'warn', message, next }),
    fail: (message: string, next: string): Finding => ({ check, status: 'fail', message, next }),
    unknown: (message: string, next?: string): Finding => ({
      ...{ check, status: 'unknown', message },
      ...(next !== undefined && { next }),
    }),
  };
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${last}` : last;
}
