import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NewApp } from '../github/app-manifest.ts';
import type { AppUser } from './manifest.ts';

/** Writes what is secret of a new App where only this user reads it; what is told names files, not secrets. */
export async function handOver(
  app: NewApp,
  options: { readonly user: AppUser; readonly directory: string },
): Promise<string[]> {
  const { user, directory } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const write = (name: string, text: string) =>
    writeFile(join(directory, name), text, { mode: 0o600, flag: 'wx' });
  await write('private-key.pem', app.privateKey);
  if (app.webhookSecret !== undefined) await write('webhook-secret', app.webhookSecret);
  return [
    `Created ${app.slug} (${app.page}), App ID ${app.id}.`,
    `Its secrets are in ${directory}/: delete it once they are in the cluster.`,
    '',
    `1. Install it for your repositories: ${app.page}/installations/new`,
    '2. Make its Secret:',
    ...(user === 'generator' ? generatorSecret(app, directory) : argocdSecret(app, directory)),
  ];
}

function generatorSecret({ id }: NewApp, directory: string): string[] {
  return [
    '',
    '   kubectl -n k8s-ee-system create secret generic generator \\',
    `     --from-literal=github-app-id=${id} \\`,
    `     --from-file=github-app-private-key=${directory}/private-key.pem \\`,
    `     --from-file=github-webhook-secret=${directory}/webhook-secret \\`,
    '     --from-literal=argocd-webhook-secret="$ARGOCD_WEBHOOK_SECRET"',
    '',
    '   docs/install.md says what ARGOCD_WEBHOOK_SECRET is, and adds what opens the GitOps repository.',
  ];
}

function argocdSecret({ id }: NewApp, directory: string): string[] {
  return [
    '',
    '   kubectl -n argocd create secret generic argocd-github --from-literal=type=git \\',
    '     --from-literal=url=https://github.com/ORGANIZATION \\',
    `     --from-literal=githubAppID=${id} --from-literal=githubAppInstallationID=ID \\`,
    `     --from-file=githubAppPrivateKey=${directory}/private-key.pem`,
    '   kubectl -n argocd label secret argocd-github argocd.argoproj.io/secret-type=repo-creds',
    '',
    '   The ID stands at the end of the address of the installation’s page. In platform.yaml:',
    '   argocd: { github: { appSecretName: argocd-github } }',
  ];
}
