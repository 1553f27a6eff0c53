import { request, type RequestOptions } from 'node:https';
import { STATUS_MARKER } from '../web/status/marker.ts';

export type ProbeFact =
  | { readonly kind: 'answers'; readonly status: number }
  /** `reason`: a part of a sentence. */
  | { readonly kind: 'silent'; readonly reason: string };

/** Whether an address is answered by an app. Never rejects; follows no redirect, reads no body. */
export type Probe = (url: string) => Promise<ProbeFact>;

export type ProbeOptions = {
  /** `host:port` to connect to, for the name in the URL. @default - the host itself */
  readonly connect: () => string | undefined;
  /** Milliseconds. @default 5000 */
  readonly timeoutMs?: number;
  /** Certificates trusted beside those of Node, as PEM. @default - none */
  readonly ca?: string;
};

/** Asks as a browser would: by the real host, with its certificate checked. */
export function createProbe({ connect, timeoutMs = 5_000, ca }: ProbeOptions): Probe {
  return (url) =>
    new Promise((resolve) => {
      const target = new URL(url);
      const [host, port] = splitAddress(connect());
      const options: RequestOptions = {
        method: 'GET',
        host: host ?? target.hostname,
        port: port ?? (target.port || 443),
        servername: target.hostname,
        path: `${target.pathname}${target.search}`,
        headers: { host: target.host, 'user-agent': 'k8s-ee-probe' },
        agent: false,
        ...(ca !== undefined && { ca }),
      };
      const asked = request(options, (response) => {
        const { statusCode = 0, headers } = response;
        response.destroy();
        resolve(factOf(statusCode, headers[STATUS_MARKER] !== undefined));
      });
      const late = setTimeout(
        () => asked.destroy(new Error(`no answer within ${timeoutMs / 1_000} s`)),
        timeoutMs,
      );
      asked.once('upgrade', ({ statusCode = 0 }, socket) => {
        socket.destroy();
        resolve({ kind: 'silent', reason: `the answer is ${statusCode}` });
      });
      asked.once('close', () => {
        clearTimeout(late);
        resolve({ kind: 'silent', reason: 'the connection was closed without an answer' });
      });
      asked.once('error', (error) => resolve({ kind: 'silent', reason: error.message }));
      asked.end();
    });
}

function factOf(status: number, isStatusPage: boolean): ProbeFact {
  if (isStatusPage) return { kind: 'silent', reason: 'nothing but the status page answers' };
  return status < 500
    ? { kind: 'answers', status }
    : { kind: 'silent', reason: `the answer is ${status}` };
}

function splitAddress(address: string | undefined): [host?: string, port?: number] {
  if (address === undefined) return [];
  const at = address.lastIndexOf(':');
  return [address.slice(0, at), Number(address.slice(at + 1))];
}
