import type { Octokit } from '@octokit/core';

type Response = Awaited<ReturnType<Octokit['request']>>;
type Entry = { readonly etag: string; readonly response: Response; readonly bytes: number };

/**
 * Asks with `If-None-Match` and answers 304, which GitHub does not count against the rate limit, from memory.
 * Keeps what `slim` leaves of an answer, newest use last, at most `maxBytes` of JSON altogether.
 */
export function conditionalRequests(
  octokit: Octokit,
  { maxBytes, slim }: { maxBytes: number; slim: (data: unknown) => unknown },
): void {
  const entries = new Map<string, Entry>();
  let total = 0;

  function forget(key: string): void {
    total -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  }

  function keep(key: string, response: Response): void {
    forget(key);
    const { etag } = response.headers;
    const data = slim(response.data);
    if (response.status !== 200 || etag === undefined || data === undefined) return;
    const bytes = JSON.stringify(data).length;
    if (bytes > maxBytes / 8) return;
    const { link } = response.headers;
    entries.set(key, { etag, bytes, response: { ...response, data, headers: { etag, link } } });
    total += bytes;
    for (const oldest of entries.keys()) {
      if (total <= maxBytes) break;
      forget(oldest);
    }
  }

  octokit.hook.wrap('request', async (request, options) => {
    if (options.method !== 'GET') return request(options);
    const key = octokit.request.endpoint.parse(options).url;
    const known = entries.get(key);
    if (!known) {
      const response = await request(options);
      keep(key, response);
      return response;
    }
    try {
      // Octokit binds the options to the hooks within: only a change to them arrives there.
      options.headers['if-none-match'] = known.etag;
      const response = await request(options);
      keep(key, response);
      return response;
    } catch (error) {
      if ((error as { status?: number }).status !== 304) throw error;
      entries.delete(key);
      entries.set(key, known);
      return known.response;
    }
  });
}
