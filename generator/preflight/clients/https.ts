import { request } from 'node:https';
import { checkServerIdentity, connect, type PeerCertificate } from 'node:tls';
import { known, unknown, type Asked } from '../../asked.ts';
import type { ServedAt, ServedCertificate } from '../checks/tls.ts';

export type HttpsOptions = {
  /** @default 443 */
  readonly port?: number;
  /** Who is trusted, as PEM. @default - whom Node trusts */
  readonly ca?: string;
  /** @default 10000 */
  readonly timeoutMs?: number;
};

/** Looks at the certificate that is served at an address for a host, trusted or not. */
export function createServedAt({
  port = 443,
  ca,
  timeoutMs = 10_000,
}: HttpsOptions = {}): ServedAt {
  return (address, host) =>
    new Promise((resolve) => {
      const socket = connect({
        ...{ host: address, port, servername: host, rejectUnauthorized: false },
        ...(ca !== undefined && { ca }),
      });
      const end = (answer: Asked<ServedCertificate>) => {
        socket.destroy();
        resolve(answer);
      };
      socket.setTimeout(timeoutMs, () => end(unknown(`no TLS at ${address}:${port} in time`)));
      socket.once('error', (error: NodeJS.ErrnoException) =>
        end(unknown(`no TLS at ${address}:${port} (${error.code ?? error.message})`)),
      );
      socket.once('secureConnect', () => {
        const certificate = socket.getPeerCertificate();
        // Node checks the name too, which is told apart here.
        const { authorized, authorizationError: why } = socket as {
          authorizationError?: unknown;
        } & typeof socket;
        const distrusted =
          authorized || String(why) === 'ERR_TLS_CERT_ALTNAME_INVALID' ? undefined : String(why);
        end(known(facts(certificate, host, distrusted)));
      });
    });
}

function facts(
  certificate: PeerCertificate,
  host: string,
  distrusted: string | undefined,
): ServedCertificate {
  const names = (certificate.subjectaltname ?? '')
    .split(', ')
    .flatMap((name) => (name.startsWith('DNS:') ? [name.slice(4)] : []));
  const { CN: cn, O: organization } = certificate.issuer ?? {};
  return {
    ...(distrusted !== undefined && { distrusted }),
    covers: checkServerIdentity(host, certificate) === undefined,
    names,
    issuer: [organization, cn].flat().filter(Boolean).join(' '),
    until: new Date(certificate.valid_to),
  };
}

/** The status of an empty, unsigned POST. Certificates are looked at elsewhere. */
export type PostTo = (address: string, url: string) => Promise<Asked<number>>;

export function createPostTo({ port = 443, timeoutMs = 10_000 }: HttpsOptions = {}): PostTo {
  return (address, url) =>
    new Promise((resolve) => {
      const { hostname, pathname } = new URL(url);
      const sent = request({
        ...{ host: address, port, servername: hostname, path: pathname, method: 'POST' },
        ...{ headers: { host: hostname, 'content-type': 'application/json' } },
        ...{ rejectUnauthorized: false, timeout: timeoutMs, agent: false },
      });
      sent.once('timeout', () => sent.destroy(new Error('no answer in time')));
      sent.once('error', (error: NodeJS.ErrnoException) =>
        resolve(unknown(`it cannot be reached (${error.code ?? error.message})`)),
      );
      sent.once('response', (response) => {
        response.resume();
        resolve(known(response.statusCode ?? 0));
      });
      sent.end('{}');
    });
}
