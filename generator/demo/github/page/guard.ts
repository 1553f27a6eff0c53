import type { NextFunction, Request, Response } from 'express';

const policy = [
  ...["default-src 'none'", 'img-src data:'],
  ...["script-src 'self'", "style-src 'self'", "connect-src 'self'", "form-action 'self'"],
  ...["base-uri 'none'", "frame-ancestors 'none'"],
].join('; ');

/** Pages are for this machine's browser: no other site may frame them, post to them, or reach them by a name of its own. */
export function createGuard(hosts: readonly string[]) {
  return (request: Request, response: Response, next: NextFunction): void => {
    response.set({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    const host = request.get('host') ?? '';
    const origin = request.get('origin');
    const foreign = origin !== undefined && origin !== `${request.protocol}://${host}`;
    if (!hosts.includes(host) || (request.method !== 'GET' && foreign)) {
      response
        .status(403)
        .type('text')
        .send(`Not for ${origin ?? host}. Use http://${hosts[0]}\n`);
    } else next();
  };
}
