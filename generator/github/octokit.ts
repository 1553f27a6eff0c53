import { randomUUID } from 'node:crypto';
import { Octokit as Core } from '@octokit/core';
import { restEndpointMethods } from '@octokit/plugin-rest-endpoint-methods';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { slim } from './answers.ts';
import { conditionalRequests } from './conditional.ts';
import type { Scrub } from './doubt.ts';

const Octokit = Core.plugin(throttling, retry, restEndpointMethods);
export type Octokit = InstanceType<typeof Octokit>;

export type OctokitOptions = {
  readonly apiUrl: string;
  readonly userAgent: string;
  /** For each request, its answer's body included. */
  readonly timeoutMs: number;
  readonly log: { warn(data: object, message: string): void };
  /** Keeps GitHub's pace of writes: one a second, a new comment every three. */
  readonly throttle: boolean;
  readonly scrub: Scrub;
  /** How many requests GitHub says are left of this hour. @default - nobody hears */
  readonly onQuota?: ((left: number) => void) | undefined;
};

const cacheBytes = 16 * 1024 * 1024;

/** 500 and above are asked once more; the queue above tries again after all else. */
const doNotRetry = [400, 401, 403, 404, 409, 410, 422, 429, 451];

export function createOctokit(
  options: OctokitOptions,
  auth: { auth: string } | { authStrategy: unknown; auth: object },
): Octokit {
  const warn = (message: unknown) => options.log.warn({}, options.scrub(String(message)));
  const octokit = new Octokit({
    ...auth,
    baseUrl: options.apiUrl,
    userAgent: options.userAgent,
    log: { debug() {}, info() {}, warn, error: warn },
    request: { fetch: limitedFetch(options) },
    retry: { doNotRetry, retries: 1, retryAfterBaseValue: 300 },
    throttle: {
      enabled: options.throttle,
      // Queues are per connection, and a used-up limit is told at once: waiting is for those above.
      id: randomUUID(),
      onRateLimit: () => false,
      onSecondaryRateLimit: () => false,
    },
  });
  conditionalRequests(octokit, { maxBytes: cacheBytes, slim });
  return octokit;
}

/** The clock starts when the request leaves, not while it waits for its turn. */
function limitedFetch({ apiUrl, timeoutMs, onQuota }: OctokitOptions): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== new URL(apiUrl).origin) {
      // A link to the next page must not carry our token elsewhere.
      throw new Error(`refused to follow a link from ${apiUrl} to ${url.origin}`);
    }
    try {
      const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
      const { headers } = answer;
      const left = headers.get('x-ratelimit-remaining');
      // Searches and the like have limits of their own.
      const isCore = (headers.get('x-ratelimit-resource') ?? 'core') === 'core';
      if (left !== null && /^\d+$/.test(left) && isCore) onQuota?.(Number(left));
      return answer;
    } catch (error) {
      throw unanswered(error as Failure, timeoutMs);
    }
  };
}

type Failure = { name?: string; message?: string; cause?: { message?: string; code?: string } };

function unanswered({ name, message, cause }: Failure, timeoutMs: number): Error {
  if (name !== 'TimeoutError') {
    return new Error(cause?.message || cause?.code || message || 'no connection');
  }
  // Octokit does not ask again when a request was aborted: waiting twice would bring nothing.
  const late = new Error(`no answer within ${timeoutMs / 1000} s`);
  return Object.assign(late, { name: 'AbortError' });
}
