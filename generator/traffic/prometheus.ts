import { z } from 'zod';
import type { Unknown } from '../github/client.ts';

/** How often people ask for an environment, as the ingress controller counts it. */
export type Traffic = {
  /** Requests to any service of an environment within the last `windowMs`; never throws. */
  requestsWithin(
    id: string,
    windowMs: number,
  ): Promise<{ readonly kind: 'known'; readonly requests: number } | Unknown>;
};

export type TrafficOptions = {
  /** Of Prometheus, as `platform.yaml` has it at this moment. */
  readonly url: () => string | undefined;
  readonly fetch: typeof fetch;
  /** @default 5000 */
  readonly timeoutMs?: number;
};

const answer = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('vector'),
    result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })),
  }),
});

/**
 * Reads Traefik's counters from Prometheus. An environment nobody ever asked for has none, and neither has one
 * whose Traefik nobody watches: only where Traefik was watched at both ends of the time, no counter means no
 * request.
 */
export function createTraffic({ url, fetch, timeoutMs = 5_000 }: TrafficOptions): Traffic {
  /** The value of an expression; `undefined` where it has none. */
  async function ask(base: string, query: string): Promise<number | undefined> {
    const address = `${base.replace(/\/+$/, '')}/api/v1/query?${new URLSearchParams({ query })}`;
    const response = await fetch(address, { signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`it answers ${response.status}`);
    const parsed = answer.safeParse(await response.json());
    if (!parsed.success) throw new Error('its answer is none to a query');
    const [first] = parsed.data.data.result;
    return first === undefined ? undefined : Number(first.value[1]);
  }

  return {
    async requestsWithin(id, windowMs) {
      const base = url();
      if (base === undefined) return { kind: 'unknown', reason: 'there is no Prometheus' };
      const seconds = `${Math.round(windowMs / 1_000)}s`;
      try {
        const watched = 'traefik_config_reloads_total';
        const evidence = await ask(
          base,
          `count(${watched}) and count(${watched} offset ${seconds})`,
        );
        if (evidence === undefined) {
          return { kind: 'unknown', reason: `Prometheus has not watched Traefik for ${seconds}` };
        }
        const requests = await ask(base, requestsQuery(id, seconds));
        return requests === undefined || Number.isNaN(requests)
          ? { kind: 'unknown', reason: 'Prometheus does not count requests' }
          : { kind: 'known', requests };
      } catch (error) {
        return { kind: 'unknown', reason: `Prometheus: ${(error as Error).message}` };
      }
    },
  };
}

/** The first request makes the counter, and is no increase of it: a counter that is new counts as well. */
function requestsQuery(id: string, seconds: string): string {
  // A service of the environment; `shop-pr-7` is no beginning of `shop-pr-70`.
  const counter = `traefik_service_requests_total{service=~"${id}-[a-z][a-z0-9-]*-http@kubernetes"}`;
  return `(sum(increase(${counter}[${seconds}])) or vector(0)) + (count(${counter} unless ${counter} offset ${seconds}) or vector(0))`;
}
