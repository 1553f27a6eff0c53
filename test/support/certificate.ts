import { generate } from 'selfsigned';

/** A certificate for all hosts directly below a domain, and its key, as PEM; it vouches for itself. */
export async function certificateFor(
  domain: string,
): Promise<{ readonly cert: string; readonly key: string }> {
  const made = await generate([{ name: 'commonName', value: domain }], {
    keySize: 2048,
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: `*.${domain}` }] },
    ],
  });
  return { cert: made.cert, key: made.private };
}
