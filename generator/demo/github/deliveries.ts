import { randomUUID } from 'node:crypto';
import { Webhooks } from '@octokit/webhooks';
import type { WebhookEvent } from './payloads.ts';
import type { Hook } from './world.ts';

/** One webhook request and what the hook answered; without `status` it was withheld or failed. */
export type Delivery = {
  /** X-GitHub-Delivery; a redelivery keeps it. */
  readonly id: string;
  readonly hook: string;
  readonly event: string;
  readonly action: string | undefined;
  /** What it is about: owner/name and, but for pings, the pull request. */
  readonly repository: string;
  readonly number: number | undefined;
  /** The exact bytes that were signed. */
  readonly payload: string;
  readonly status?: number;
  readonly answer?: string;
  readonly error?: string;
};

/** How an event reaches the hooks. */
export type DeliveryOptions = {
  /** Nothing is sent; `redeliver(id)` sends it later. @default false */
  readonly withhold?: boolean;
  /** Waits this long before sending. @default 0 */
  readonly delayMs?: number;
  /** Sends the same delivery (same id) this often, one after the other. @default 1 */
  readonly times?: number;
  /** Signs with this secret in the hook's place. @default - the hook's */
  readonly secret?: string;
};

const timeoutMs = 10_000;
const kept = 2000;

export function createDeliveries(hooks: readonly Hook[]) {
  const log: Delivery[] = [];

  function remember(delivery: Delivery): Delivery {
    log.push(delivery);
    if (log.length > kept) log.shift();
    return delivery;
  }

  async function deliverTo(hook: Hook, event: WebhookEvent, options: DeliveryOptions) {
    const pending: Delivery = {
      id: randomUUID(),
      hook: hook.url,
      event: event.event,
      action: event.action,
      repository: event.repository,
      number: event.number,
      payload: JSON.stringify(event.payload),
    };
    if (options.withhold) return [remember(pending)];
    if (options.delayMs) await new Promise((resolve) => setTimeout(resolve, options.delayMs));
    const sent: Delivery[] = [];
    for (let time = 0; time < (options.times ?? 1); time++) {
      sent.push(remember(await send(pending, options.secret ?? hook.secret)));
    }
    return sent;
  }

  return {
    log: log as readonly Delivery[],

    /** Sends to every hook that subscribed to the event, at once, and waits for all answers. */
    async deliver(event: WebhookEvent, options: DeliveryOptions = {}): Promise<Delivery[]> {
      const wanted = hooks.filter(
        ({ events }) => events.includes(event.event) || event.event === 'ping',
      );
      const sent = await Promise.all(wanted.map((hook) => deliverTo(hook, event, options)));
      return sent.flat();
    },

    /** Sends a delivery of the log once more, as the button on GitHub's page does. */
    redeliver: async (id: string): Promise<Delivery> => {
      const past = log.findLast((delivery) => delivery.id === id);
      const hook = hooks.find(({ url }) => url === past?.hook);
      if (!past || !hook) throw new Error(`No delivery ${id} to an existing hook`);
      return remember(await send(past, hook.secret));
    },
  };
}

async function send(delivery: Delivery, secret: string): Promise<Delivery> {
  const { status: _status, answer: _answer, error: _error, ...request } = delivery;
  try {
    const response = await fetch(delivery.hook, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/stand-in',
        'x-github-event': delivery.event,
        'x-github-delivery': delivery.id,
        'x-hub-signature-256': await new Webhooks({ secret }).sign(delivery.payload),
      },
      body: delivery.payload,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { ...request, status: response.status, answer: await response.text() };
  } catch (error) {
    const { message, cause } = error as { message?: string; cause?: { message?: string } };
    return { ...request, error: cause?.message ?? message ?? 'failed' };
  }
}
