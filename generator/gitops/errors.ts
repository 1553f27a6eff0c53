import { SILENT } from './silence.ts';

/**
 * The GitOps repository cannot be used now: network, credential, a remote that refuses, a clone that could
 * not be made again. Worth another try later. The message never holds a credential.
 */
export class GitUnavailable extends Error {
  override readonly name = 'GitUnavailable';
}

/**
 * The environments branch no longer contains the head that was last seen there. Nothing is written until
 * the old head is back or a person names the new one in `gitops.acceptHead`.
 */
export class HistoryRewritten extends Error {
  override readonly name = 'HistoryRewritten';
}

/** One git command failed. Stays inside `generator/gitops`: it becomes `GitUnavailable` at the edge. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
}

/** Takes credentials out of a text that is to be shown: the known ones, and any inside a URL. */
export function scrub(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((scrubbed, secret) => scrubbed.replaceAll(secret, '***'), text)
    .replace(/(:\/\/)[^/@\s]*@/g, '$1***@');
}

/** What git says on failure, as one short line a person can act on. */
export function explain(failure: string): string {
  const lines = failure
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(To|From|Done|POST git-|Push to) ?/.test(line));
  const text = lines.slice(-4).join('; ').slice(0, 600);
  if (/terminal prompts disabled|Authentication failed|error: 40[13]\b/.test(text)) {
    return `the remote refuses the credential, check GITOPS_TOKEN and its permission to write (${text})`;
  }
  if (/error: 30[1278]\b/.test(text)) {
    return `the remote redirects elsewhere, which is not followed with a credential; use its new URL (${text})`;
  }
  if (isTimeOut(text)) return 'the remote did not answer in time';
  return text === '' ? 'git failed without a word' : text;
}

export function isTimeOut(failure: string): boolean {
  return failure.includes(SILENT) || failure.includes('Operation too slow');
}
