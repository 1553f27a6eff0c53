import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RegistryAuth } from './auth-file.ts';
import { parseChallenge } from './challenge.ts';
import { parseImage, type ImageReference } from './reference.ts';
import { ask, type Answer } from './request.ts';

export type DigestFact =
  | { readonly kind: 'found'; readonly digest: string }
  | { readonly kind: 'missing'; readonly reason: string }
  /** Refused, unreachable, late, unreadable: it may be there. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Asks registries what a tag is at this moment, by the OCI distribution API. Never rejects. */
export type Registry = {
  /** `image`: `ghcr.io/acme/shop:1.0`. */
  digest(image: string): Promise<DigestFact>;
};

const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const tokenAnswer = z.object({ token: z.string().optional(), access_token: z.string().optional() });

export function createRegistry(options: {
  readonly auth: RegistryAuth;
  /** For one request. @default 10000 */
  readonly timeoutMs?: number;
}): Registry {
  const { auth, timeoutMs = 10_000 } = options;

  async function manifest(
    { registry, repository, tag }: ImageReference,
    method: 'GET' | 'HEAD',
    authorization?: string,
  ): Promise<Answer> {
    const headers = { accept: MANIFESTS, ...(authorization && { authorization }) };
    const url = new URL(`/v2/${repository}/manifests/${tag}`, registry);
    return ask(url, { method, headers, trusted: true, timeoutMs });
  }

  /** What to say to the registry after it refused; `undefined`: there is nothing else to say. */
  async function authorizationFor(
    reference: ImageReference,
    refusal: Answer,
  ): Promise<string | undefined> {
    const challenge = parseChallenge(refusal.headers['www-authenticate']);
    const login = await auth(reference.host);
    if (challenge?.kind === 'basic') return login && `Basic ${login}`;
    if (!challenge) return undefined;
    const { realm, parameters } = challenge;
    const url = new URL(realm);
    for (const [name, value] of parameters) url.searchParams.set(name, value);
    const answer = await ask(url, {
      method: 'GET',
      headers: login ? { authorization: `Basic ${login}` } : {},
      // Who was chosen by name may have its tokens beside it; to all others only the public way leads.
      trusted: realm.hostname === new URL(reference.registry).hostname,
      timeoutMs,
    });
    if (answer.status !== 200) throw new Error(`${realm.host} answers ${answer.status}`);
    const { token, access_token: other } = tokenAnswer.parse(JSON.parse(answer.body));
    return `Bearer ${token ?? other ?? ''}`;
  }

  async function digest(reference: ImageReference): Promise<DigestFact> {
    let authorization: string | undefined;
    let answer = await manifest(reference, 'HEAD');
    if (answer.status === 401) {
      authorization = await authorizationFor(reference, answer);
      if (authorization !== undefined) answer = await manifest(reference, 'HEAD', authorization);
    }
    const named = answer.headers['docker-content-digest'];
    if (answer.status === 200 && typeof named !== 'string') {
      answer = await manifest(reference, 'GET', authorization);
    }
    return factOf(answer, reference);
  }

  return {
    async digest(image) {
      const reference = parseImage(image);
      if (!reference) return { kind: 'unknown', reason: `"${image}" names no image with a tag` };
      try {
        return await digest(reference);
      } catch (error) {
        const { name, message } = error as Error;
        const why =
          name === 'TimeoutError' || name === 'AbortError' ? 'no answer in time' : message;
        return { kind: 'unknown', reason: `${reference.host}: ${why}`.slice(0, 300) };
      }
    },
  };
}

function factOf({ status, headers, body }: Answer, { host }: ImageReference): DigestFact {
  switch (status) {
    case 200: {
      const named = headers['docker-content-digest'];
      const digest =
        typeof named === 'string'
          ? named
          : `sha256:${createHash('sha256').update(body).digest('hex')}`;
      return DIGEST.test(digest)
        ? { kind: 'found', digest }
        : { kind: 'unknown', reason: `${host} names a digest that is none` };
    }
    case 404:
      return { kind: 'missing', reason: `${host} has no such image` };
    case 401:
    case 403:
      // Registries do not tell strangers apart what is private from what is not there.
      return {
        kind: 'missing',
        reason: `${host} does not let the generator read it (${status}), or it is not there; a private image needs REGISTRY_AUTH_FILE`,
      };
    default:
      return { kind: 'unknown', reason: `${host} answers ${status}` };
  }
}
