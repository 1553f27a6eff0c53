import { generateKeyPairSync } from 'node:crypto';
import type { AppAccount } from '../../../../generator/demo/github/callers.ts';

const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** A GitHub App for tests, with a key made for this run. */
export const testApp: AppAccount = {
  id: 77,
  slug: 'previews',
  publicKey: pair.publicKey,
  installationId: 4242,
};

export const testAppPrivateKey = pair.privateKey;
