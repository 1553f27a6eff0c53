import { Resolver } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import { known, unknown } from '../../asked.ts';
import type { Resolve } from '../checks/dns.ts';

const NONE = new Set(['ENOTFOUND', 'ENODATA']);

/** Asks DNS for both families. `servers`: others than this machine's, which may know names of their own. */
export function createResolve(
  options: { readonly servers?: readonly string[]; readonly timeoutMs?: number } = {},
): Resolve {
  const resolver = new Resolver({ timeout: options.timeoutMs ?? 5_000, tries: 2 });
  if (options.servers && options.servers.length > 0) resolver.setServers(options.servers);

  return async (host) => {
    const addresses: string[] = [];
    for (const ask of [() => resolver.resolve4(host), () => resolver.resolve6(host)]) {
      try {
        addresses.push(...(await ask()));
      } catch (error) {
        const { code = 'failed' } = error as NodeJS.ErrnoException;
        if (!NONE.has(code)) return unknown(`DNS gives no answer (${code})`);
      }
    }
    return known(addresses.map((address) => ipaddr.process(address).toString()).sort());
  };
}
