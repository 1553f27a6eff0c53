import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { useAgent } from 'request-filtering-agent';

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * One request; follows no redirect. `trusted`: the address was chosen by those who run the platform, so it may
 * be a private one. Anything else must be public HTTPS, checked at the very address that is connected to.
 */
export function ask(
  url: URL,
  options: {
    readonly method: 'GET' | 'HEAD';
    readonly headers: Readonly<Record<string, string>>;
    readonly trusted: boolean;
    readonly timeoutMs: number;
  },
): Promise<Answer> {
  const { method, headers, trusted, timeoutMs } = options;
  if (!trusted && url.protocol !== 'https:') {
    return Promise.reject(new Error(`${url.origin} is not HTTPS`));
  }
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(url, {
      ...{ method, headers },
      ...(!trusted && { agent: useAgent(url.href) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > MAX_BODY_BYTES) request.destroy(new Error('its answer is too long'));
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    request.end();
  });
}
