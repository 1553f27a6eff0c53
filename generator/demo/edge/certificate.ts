import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate that vouches for itself, and its key, as PEM. */
export type Certificate = { readonly cert: string; readonly key: string };

const DAY_MS = 86_400_000;
const ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const COMMON_NAME = '550403';
const BASIC_CONSTRAINTS = '551d13';
const ALTERNATIVE_NAMES = '551d11';

/** Makes one for all hosts directly below a domain, good for a month; written out in DER (RFC 5280). */
export function certificateFor(domain: string, now: Date): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(identifier(ECDSA_WITH_SHA256));
  const name = sequence(
    der(0x31, sequence(identifier(COMMON_NAME), der(0x0c, Buffer.from(domain)))),
  );
  const time = (offset: number) => der(0x17, Buffer.from(utc(new Date(now.getTime() + offset))));
  const extensions = sequence(
    sequence(identifier(BASIC_CONSTRAINTS), TRUE, octets(sequence(TRUE))),
    sequence(
      identifier(ALTERNATIVE_NAMES),
      octets(sequence(der(0x82, Buffer.from(`*.${domain}`)))),
    ),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ...[algorithm, name],
    sequence(time(-DAY_MS), time(30 * DAY_MS)),
    ...[name, publicKey.export({ type: 'spki', format: 'der' })],
    der(0xa3, extensions),
  );
  const signature = der(0x03, Buffer.concat([Buffer.of(0), sign('sha256', body, privateKey)]));
  return {
    cert: pem(sequence(body, algorithm, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

/** One value with its tag and its length. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80
      ? Buffer.of(length)
      : length < 0x100
        ? Buffer.of(0x81, length)
        : Buffer.of(0x82, length >> 8, length & 0xff);
  return Buffer.concat([Buffer.of(tag), size, content]);
}

const TRUE = der(0x01, Buffer.of(0xff));
const sequence = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts));
const octets = (content: Buffer) => der(0x04, content);
const identifier = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));

/** `YYMMDDHHMMSSZ`. */
function utc(date: Date): string {
  return `${date
    .toISOString()
    .replace(/[-:T]|\..*/g, '')
    .slice(2)}Z`;
}

function pem(content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
