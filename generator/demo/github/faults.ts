import type { NextFunction, Request, Response } from 'express';
import { callerName, type Caller } from './callers.ts';

/** One REST request as faults and counters see it. */
export type Call = {
  /** Login behind the token; `anonymous`, `rejected` or `slug (app)` otherwise. */
  readonly caller: string;
  readonly userAgent: string;
  readonly method: string;
  /** Without `/api/v3` and query. */
  readonly path: string;
  readonly query: string;
  /** What was answered; 0 while nothing was. */
  readonly status: number;
  readonly at: Date;
};

/** What happens in the place of the answer. */
export type Fault = {
  /** @default - every request */
  readonly match?: (call: Call) => boolean;
  /** How many requests it hits before it ends by itself. @default - no end */
  readonly times?: number;
} & (
  | {
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string | object;
    }
  /** Never answers, or cuts the connection. */
  | { readonly kind: 'hang' | 'reset' }
  /** Answers rightly, but this much later. */
  | { readonly kind: 'slow'; readonly delayMs: number }
);

const kept = 50_000;

export function createFaults() {
  let active: { fault: Fault; left: number }[] = [];
  const calls: Call[] = [];

  function take(call: Call): Fault | undefined {
    const hit = active.find(({ fault }) => fault.match?.(call) ?? true);
    if (hit && --hit.left <= 0) active = active.filter((entry) => entry !== hit);
    return hit?.fault;
  }

  return {
    /** Every call so far, oldest first, at most the last 50,000. */
    calls: calls as readonly Call[],

    /** Starts a fault; the returned function ends it. The oldest that matches wins. */
    fail: (fault: Fault): (() => void) => {
      const entry = { fault, left: fault.times ?? Infinity };
      active.push(entry);
      return () => {
        active = active.filter((other) => other !== entry);
      };
    },

    /** Ends all faults. */
    heal: (): void => {
      active = [];
    },

    middleware(caller: (request: Request) => Caller) {
      return (request: Request, response: Response, next: NextFunction): void => {
        const call: { -readonly [K in keyof Call]: Call[K] } = {
          caller: callerName(caller(request)),
          userAgent: request.get('user-agent') ?? '',
          method: request.method,
          path: request.path,
          query: new URL(request.url, 'http://localhost').search.slice(1),
          status: 0,
          at: new Date(),
        };
        calls.push(call);
        if (calls.length > kept) calls.shift();
        response.on('finish', () => (call.status = response.statusCode));
        apply(take(call), request, response, next);
      };
    },
  };
}

function apply(
  fault: Fault | undefined,
  request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (!fault) return next();
  if ('status' in fault) {
    response.status(fault.status).set(fault.headers ?? {});
    const body = fault.body ?? { message: `Stand-in fault ${fault.status}` };
    if (typeof body === 'string') response.end(body);
    else response.json(body);
    return;
  }
  if (fault.kind === 'slow') setTimeout(next, fault.delayMs);
  if (fault.kind === 'reset') request.socket.destroy();
}

/** The answer GitHub gives when the hour's requests are used up. */
export const rateLimited = {
  status: 403,
  headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800' },
  body: { message: 'API rate limit exceeded', documentation_url: 'https://docs.github.com/rest' },
} as const;
