import type { RequestHandler } from 'express';

/** Everything a page needs comes from where it came from; nothing inline runs, nobody frames it. */
const POLICY = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
  ...["form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"],
].join('; ');

/** Sets what keeps a page safe although it shows text of strangers. */
export function securityHeaders(): RequestHandler<unknown> {
  return (_request, response, next) => {
    response.set({
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      // Not no-referrer: with it browsers send forms with "Origin: null", and a wake has to tell its origin.
      'referrer-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-robots-tag': 'noindex, nofollow',
      'cache-control': 'no-store',
    });
    next();
  };
}
