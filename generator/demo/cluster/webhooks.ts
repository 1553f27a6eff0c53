import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { environmentId } from '../../../constructs/names.ts';
import type { ArgoCD } from './argocd.ts';

/** The webhooks of Argo CD, by their paths. */
export const WEBHOOKS = {
  applicationSets: '/applicationset-controller/api/webhook',
  server: '/argocd-server/api/webhook',
} as const;

const paths = z.array(z.string()).default([]);
const pushEvent = z.object({
  commits: z.array(z.object({ added: paths, modified: paths, removed: paths })).default([]),
});

/** Takes what the generator sends, as Argo CD would: signed, or it is refused. `false`: it is for somebody else. */
export function createWebhooks(argocd: ArgoCD, secret: string) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const target = Object.values(WEBHOOKS).find((path) => path === request.url);
    if (request.method !== 'POST' || target === undefined) return false;
    const body = await buffer(request);
    if (!isSigned(body, String(request.headers['x-hub-signature-256']), secret)) {
      response.writeHead(400).end('Webhook processing failed: HMAC verification failed\n');
      return true;
    }
    response.writeHead(200).end();
    if (target === WEBHOOKS.applicationSets) argocd.wakeSets();
    else argocd.wakeApplications(changedIn(body));
    return true;
  };
}

function isSigned(body: Buffer, signature: string, secret: string): boolean {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const MANIFESTS = /^environments\/([^/]+)\/pr-(\d+)\/manifests\//;

/** The environments whose manifests a push changed. */
function changedIn(body: Buffer): string[] {
  const { commits } = pushEvent.parse(JSON.parse(body.toString()));
  const files = commits.flatMap(({ added, modified, removed }) => [
    ...added,
    ...modified,
    ...removed,
  ]);
  const ids = files.flatMap((file) => {
    const [, project, number] = MANIFESTS.exec(file) ?? [];
    return project === undefined || number === undefined ? [] : [environmentId(project, number)];
  });
  return [...new Set(ids)];
}
