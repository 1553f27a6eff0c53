/** Names whose value is a secret, when they end so: API_TOKEN and PGPASSWORD, but not TOKEN_SECONDS. */
const SECRET_NAME =
  /(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIALS?|(?:API|ACCESS|PRIVATE|SECRET|ENCRYPTION|SIGNING|MASTER)_?KEY)$/i;

/** What issuers let their secrets begin with, and what can be nothing else. */
const SECRET_VALUES: readonly RegExp[] = [
  /\bgh[pousr]_[A-Za-z0-9]{20}/,
  /\bgithub_pat_[A-Za-z0-9_]{20}/,
  /\bglpat-[A-Za-z0-9_-]{16}/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bxox[abposr]-[A-Za-z0-9-]{10}/,
  /\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16}/,
  /\bsk-[A-Za-z0-9_-]{24}/,
  /\bSG\.[A-Za-z0-9_-]{16}/,
  /\bAIza[A-Za-z0-9_-]{30}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./,
  /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^/\s:@"']{0,200}:[^/\s@"']+@/i,
];

/** What is no secret whatever the name: a switch, a number, the address of one. */
const HARMLESS = /^(?:|true|false|none|null|\d{1,6}|\/[A-Za-z0-9/._-]*|https?:\/\/[^@\s]*)$/i;

/** What stands for the value of another variable, to Kubernetes or to a shell; `$$` where it is escaped. */
const REFERENCE = /\$+(?:\([A-Za-z_]\w*\)|\{[A-Za-z_]\w*\}|[A-Z_][A-Z0-9_]*)/g;

/**
 * Why a variable looks as if it held a secret; `undefined` where it does not. Every person who can read the
 * app's repository and the GitOps repository could read it. The value itself is never repeated.
 */
export function secretSuspicion(name: string, value: string): string | undefined {
  const own = value.replace(REFERENCE, '');
  if (holdsSecret(value)) return 'its value looks like a secret';
  if (SECRET_NAME.test(name) && !HARMLESS.test(own)) return 'its name is that of a secret';
  return undefined;
}

/** Whether a text holds what looks like a secret, whatever it is called. */
export function holdsSecret(text: string): boolean {
  const own = text.replace(REFERENCE, '');
  return SECRET_VALUES.some((pattern) => pattern.test(own));
}
