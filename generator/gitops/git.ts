/** Runs one git command in the clone. Rejects with `GitFailure`; the message holds no credential. */
export type Git = {
  text(args: readonly string[], call?: GitCall): Promise<string>;
  /** `git cat-file`: what it prints need not be text. */
  catFile(args: readonly string[], call?: GitCall): Promise<Buffer>;
};

export type GitCall = {
  readonly input?: Buffer;
  /** The command talks to the remote: it gets the credential. `apart`: it does so outside of the clone. */
  readonly remote?: 'in clone' | 'apart';
  /** How long it may be silent. Milliseconds. */
  readonly timeoutMs?: number;
};

const NUL = '\0';

/** The fields of output made with `-z`. */
export function fieldsOf(output: string): string[] {
  return output.split(NUL).filter((field) => field !== '');
}

export function isCommitId(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}
