import { getDomain } from 'tldts';
import type { Platform } from '../../../apps/platform/config.ts';
import { findingsOf, type Finding } from '../finding.ts';

/** Sites that browsers keep apart, also those below the likes of github.io. */
const siteOf = (host: string) => getDomain(host, { allowPrivateDomains: true });

/** What pull requests run is another site than everything that has a login. */
export function checkDomains({
  domain,
  gitops,
  components,
}: Pick<Platform, 'domain' | 'gitops' | 'components'>): Finding {
  const found = findingsOf('domains');
  const site = siteOf(domain);
  if (site === null) {
    return found.fail(
      `${domain} is itself a suffix under which anybody registers names, or no name of the public DNS`,
      'Register a domain for previews, and name it as domain.',
    );
  }
  const others = [
    ...(components ? [{ what: 'opsDomain', host: components.opsDomain }] : []),
    ...hostOf(gitops.url).map((host) => ({ what: 'the host of gitops.url', host })),
  ];
  const shared = others.find(({ host }) => siteOf(host) === site);
  if (shared) {
    return found.fail(
      `domain ${domain} and ${shared.what} ${shared.host} are one site to a browser, ${site}: previews could set cookies for the other and see some of them`,
      'Register a domain of its own for previews.',
    );
  }
  if (site !== domain) {
    return found.warn(
      `previews run below ${domain}, a part of ${site}: they can set cookies for all that is served below it`,
      `Nothing with a login may be served below ${site}; better is a domain for previews alone.`,
    );
  }
  return found.ok(`${domain} is a site of its own`);
}

function hostOf(url: string): string[] {
  const { protocol, hostname } = new URL(url);
  // Inside of the cluster there are no cookies.
  return /^(https?|ssh):$/.test(protocol) && hostname.includes('.') ? [hostname] : [];
}
