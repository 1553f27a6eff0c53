import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Json } from './examples.ts';

const limit = 5000;

/** Counts requests per caller and sets the headers GitHub sets; a 304 is free, as it is for authenticated callers there. */
export function createRateLimit() {
  const used = new Map<string, number>();
  return (caller: string, response: Response): void => {
    const count = (used.get(caller) ?? 0) + 1;
    used.set(caller, count);
    response.set({
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(0, limit - count)),
      'x-ratelimit-used': String(count),
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 3_600_000) * 3600),
      'x-ratelimit-resource': 'core',
    });
    response.on('finish', () => {
      if (response.statusCode === 304) used.set(caller, (used.get(caller) ?? 1) - 1);
    });
  };
}

/**
 * Answers with JSON and an ETag, or 304 when the caller has it already.
 * Express's own check honours the `Cache-Control: no-cache` that fetch adds to conditional requests; GitHub does not.
 */
export function answer(request: Request, response: Response, body: Json, status = 200): void {
  const text = JSON.stringify(body);
  response.set('content-type', 'application/json; charset=utf-8');
  if (request.method !== 'GET') {
    response.status(status).end(text);
    return;
  }
  const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
  response.set({ etag, 'cache-control': 'private, max-age=60, s-maxage=60' });
  if (request.get('if-none-match') === etag) response.status(304).end();
  else response.status(status).end(text);
}

/** An error in GitHub's form. */
export function refuse(response: Response, status: number, message: string, errors?: Json): void {
  const details = errors === undefined ? {} : { errors };
  const documentation_url = 'https://docs.github.com/rest';
  response.status(status).json({ message, ...details, documentation_url, status: String(status) });
}

/** One page of `items`, with the Link header to the others. */
export function page<T>(
  request: Request,
  response: Response,
  items: readonly T[],
  base: string,
): T[] {
  const query = new URLSearchParams(request.url.split('?')[1] ?? '');
  const size = clamp(query.get('per_page'), 30, 100);
  const current = clamp(query.get('page'), 1, 1_000_000);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (to: number, rel: string) => {
    query.set('page', String(to));
    return `<${base}${request.path}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(current > 1 ? [link(current - 1, 'prev')] : []),
    ...(current < last ? [link(current + 1, 'next'), link(last, 'last')] : []),
    ...(current > 1 ? [link(1, 'first')] : []),
  ];
  if (links.length > 0) response.set('link', links.join(', '));
  return items.slice((current - 1) * size, current * size);
}

function clamp(text: string | null, fallback: number, max: number): number {
  const value = Number(text ?? fallback);
  return Number.isInteger(value) && value >= 1 ? Math.min(value, max) : fallback;
}
