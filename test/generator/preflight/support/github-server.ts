import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startGitHub } from '../../../../generator/demo/github/stand-in.ts';
import { EVENTS, requiredPermissions } from '../../../../generator/github-app/endpoints.ts';

export const argocdToken = 'ghp_ArgoArgoArgoArgoArgoArgoArgoArgo0002';
export const personToken = 'ghp_PersonPersonPersonPersonPersonPe0003';
export const HOOK_URL = 'https://previews.ops.example.com/webhooks/github';

type Answer = { readonly status?: number; readonly body: unknown };

/**
 * The stand-in for GitHub, and before it the answers that only preflight asks for. An answer of `answers` wins,
 * by `GET /path`; the App is granted what it needs, and its deliveries were taken.
 */
export async function startGitHubServer() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const app = { id: 7, slug: 'acme-previews', publicKey, installationId: 70 };
  const standIn = await startGitHub({
    tokens: { [argocdToken]: 'argocd', [personToken]: 'alice' },
    app,
  });
  standIn.createRepository('acme/shop', { id: 123 });
  const answers = new Map<string, Answer>();
  const usual = usualAnswers();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const call = `${request.method} ${pathname}`;
    const known = request.headers.authorization !== undefined;
    const answer = known ? (answers.get(call) ?? usual.get(call)) : undefined;
    if (answer) {
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer.body));
      return;
    }
    const headers = Object.fromEntries(
      ['authorization', 'accept', 'user-agent'].map((name) => [
        name,
        String(request.headers[name] ?? ''),
      ]),
    );
    void fetch(standIn.url + request.url, { method: request.method ?? 'GET', headers }).then(
      async (found) => {
        response.writeHead(found.status, { 'content-type': 'application/json' });
        response.end(await found.text());
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    auth: { kind: 'app', appId: String(app.id), privateKey } as const,
    answers,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await standIn.stop();
    },
  };
}

export const appAnswer = (change: object = {}) => ({
  slug: 'acme-previews',
  permissions: requiredPermissions(),
  events: Object.keys(EVENTS),
  ...change,
});

export const installationAnswer = (change: object = {}) => ({
  ...appAnswer(),
  id: 70,
  suspended_at: null,
  ...change,
});

export const hookAnswer = (change: object = {}) => ({
  ...{ url: HOOK_URL, content_type: 'json', insecure_ssl: '0', secret: '********' },
  ...change,
});

export const delivery = (code: number) => ({
  ...{ id: 1, event: 'pull_request', delivered_at: '2026-11-29T10:00:00Z', status_code: code },
});

export const rate = (remaining: number) => ({
  resources: { core: { limit: 5000, remaining } },
});

function usualAnswers(): ReadonlyMap<string, Answer> {
  return new Map([
    ['GET /app', { body: appAnswer() }],
    ['GET /app/hook/config', { body: hookAnswer() }],
    ['GET /app/hook/deliveries', { body: [delivery(202), delivery(202)] }],
    ['GET /repos/acme/shop/installation', { body: installationAnswer() }],
    ['GET /rate_limit', { body: rate(4900) }],
    ['GET /repos/acme/previews/branches/main', { body: { name: 'main', protected: true } }],
    ['GET /repos/acme/previews/installation', { body: installationAnswer() }],
  ]);
}
