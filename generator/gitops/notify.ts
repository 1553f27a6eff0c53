import { createHmac, randomUUID } from 'node:crypto';
import { parseRecordPath } from '../../apps/environment/record.ts';
import type { Platform } from '../../apps/platform/config.ts';
import { describeFailure, describeStatus } from './delivery-detail.ts';
import { pushEvent } from './push-event.ts';
import type { FileChange } from './repository.ts';

/** What became of one message to Argo CD. `detail` is for people; it holds no secret. */
export type Delivery = {
  readonly target: 'applicationset' | 'server';
  readonly ok: boolean;
  readonly detail: string;
};

/** Commits that came to the environments branch. */
export type PushedCommits = {
  readonly before: string;
  readonly after: string;
  /** Between the two. */
  readonly changes: readonly FileChange[];
  /** Whether a record appeared, went, or changed `state` or `keep`. */
  readonly recordsChanged: boolean;
};

/**
 * Tells Argo CD by its two webhooks. Where `platform.yaml` names no address nobody is told. Never rejects:
 * whoever was not told finds out by polling.
 */
export type Notifier = {
  /** Records are the ApplicationSet controller's business, manifests are argocd-server's. */
  push(platform: Platform, push: PushedCommits): Promise<Delivery[]>;
  /** Forwards a pull-request event of GitHub to the ApplicationSet controller: the same bytes, signed anew. */
  pullRequest(platform: Platform, body: string): Promise<Delivery[]>;
};

const TIMEOUT_MS = 5_000;

type Message = {
  readonly target: Delivery['target'];
  readonly url: string | undefined;
  readonly event: 'push' | 'pull_request';
  readonly body: string;
};

export function createNotifier(options: {
  /** What Argo CD knows as `webhook.github.secret`; empty: nothing is sent. */
  readonly secret: string;
  readonly fetch: typeof fetch;
  /** How long one answer may take. Milliseconds; default 5,000. */
  readonly timeoutMs?: number;
}): Notifier {
  const { secret, timeoutMs = TIMEOUT_MS } = options;

  async function send({ target, url, event, body }: Message): Promise<Delivery[]> {
    if (url === undefined) return [];
    if (secret === '') {
      return [{ target, ok: false, detail: 'not sent: ARGOCD_WEBHOOK_SECRET is not set' }];
    }
    try {
      const response = await options.fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'k8s-ephemeral-environments',
          'x-github-event': event,
          'x-github-delivery': randomUUID(),
          'x-hub-signature-256': signatureOf(body, secret),
        },
        body,
        // A redirect would carry a signed message to somebody else.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      void response.body?.cancel().catch(() => undefined);
      return [{ target, ok: response.ok, detail: describeStatus(url, response.status) }];
    } catch (error) {
      return [{ target, ok: false, detail: describeFailure(url, error, timeoutMs) }];
    }
  }

  return {
    async push({ gitops, argocd }, push) {
      const body = JSON.stringify(pushEvent(gitops, push));
      const beyondRecords = push.changes.some(({ path }) => !parseRecordPath(path));
      const toSets = push.recordsChanged ? argocd.applicationSetWebhook : undefined;
      const toServer = beyondRecords ? argocd.serverWebhook : undefined;
      const deliveries = await Promise.all([
        send({ target: 'applicationset', url: toSets, event: 'push', body }),
        send({ target: 'server', url: toServer, event: 'push', body }),
      ]);
      return deliveries.flat();
    },
    pullRequest: ({ argocd }, body) =>
      send({
        target: 'applicationset',
        url: argocd.applicationSetWebhook,
        event: 'pull_request',
        body,
      }),
  };
}

function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
