import ipaddr from 'ipaddr.js';

/**
 * What stands for one client in the limits: an IPv4 address, or the /64 of an IPv6 one, of which everybody
 * has plenty of addresses. What is no address is one client together.
 */
export function clientOf(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv6) return `${parsed.parts.slice(0, 4).join(':')}/64`;
  return parsed.toString();
}
