import { environmentHost } from '../../constructs/names.ts';
import type { Service } from './services.ts';

/** Where one service is reached from outside; `undefined`: it is not. */
export type Address = { readonly host: string; readonly path: string };

/** The address of a service: of the environment's own host, or of one of its own. */
export function addressOf(
  { name, route }: Pick<Service, 'name' | 'route'>,
  id: string,
  domain: string,
): Address | undefined {
  if (route.kind === 'none') return undefined;
  return route.kind === 'main'
    ? { host: environmentHost(id, domain), path: route.path }
    : { host: environmentHost(`${id}-${name}`, domain), path: '/' };
}

/** `https://shop-pr-7.acme-previews.dev/api`, without a slash at its end. */
export function urlOf({ host, path }: Address): string {
  return `https://${host}${path === '/' ? '' : path}`;
}
