import {
  startGitHub,
  type GitHubOptions as StandInOptions,
} from '../../../generator/demo/github/stand-in.ts';
import { createGitHub, type GitHub, type GitHubOptions } from '../../../generator/github/client.ts';

export const token = 'ghp_SecretSecretSecretSecretSecret0001';

/** A stand-in with one repository `acme/shop`, the client that asks it, and everything the client logged. */
export async function start(
  client: Partial<GitHubOptions> = {},
  options: StandInOptions = { tokens: { [token]: 'preview-bot' } },
) {
  const standIn = await startGitHub(options);
  standIn.createRepository('acme/shop', {
    id: 123,
    files: { 'k8s-ee.yaml': 'projectId: shop\n' },
  });
  const logged: string[] = [];
  const connect = (more: Partial<GitHubOptions> = {}): GitHub =>
    createGitHub({
      apiUrl: standIn.url,
      auth: { kind: 'token', token },
      log: { warn: (data, message) => logged.push(JSON.stringify([data, message])) },
      ...client,
      ...more,
    });
  return { standIn, github: connect(), connect, logged };
}
