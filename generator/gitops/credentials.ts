import { resolve } from 'node:path';

/** What opens the GitOps repository. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: () => Promise<string> }
  | { readonly kind: 'ssh'; readonly keyFile: string };

/** What a git command needs to reach the remote. Goes into its environment only: arguments are visible to all. */
export type Access = {
  readonly config: readonly (readonly [key: string, value: string])[];
  readonly environment: Readonly<Record<string, string>>;
  /** Never to be shown. */
  readonly secrets: readonly string[];
};

export const noAccess: Access = { config: [], environment: {}, secrets: [] };

/** `knownHostsFile` keeps the ssh host keys seen first, so that another one is noticed. */
export async function accessOf(
  credentials: Credentials | undefined,
  knownHostsFile: string,
): Promise<Access> {
  if (!credentials) return noAccess;
  if (credentials.kind === 'ssh') {
    return { ...noAccess, environment: sshEnvironment(credentials.keyFile, knownHostsFile) };
  }
  const token = (await credentials.token()).trim();
  // GitHub ignores the user name, but wants one.
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    config: [['http.extraHeader', `Authorization: Basic ${basic}`]],
    environment: {},
    secrets: [token, basic],
  };
}

function sshEnvironment(keyFile: string, knownHostsFile: string): Record<string, string> {
  const options = [
    'BatchMode=yes',
    'ConnectTimeout=15',
    'IdentitiesOnly=yes',
    'StrictHostKeyChecking=accept-new',
    `UserKnownHostsFile="${knownHostsFile}"`,
  ];
  const words = ['ssh', '-F', '/dev/null', '-i', resolve(keyFile)];
  for (const option of options) words.push('-o', option);
  return { GIT_SSH_COMMAND: words.map(quoted).join(' '), GIT_SSH_VARIANT: 'ssh' };
}

/** For the shell that git starts the command with. */
function quoted(word: string): string {
  return /^[\w./=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
