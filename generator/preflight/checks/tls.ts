import type { Asked } from '../../asked.ts';
import { findingsOf, type Finding } from '../finding.ts';

/** What a server shows for a host. */
export type ServedCertificate = {
  /** Why a browser would not trust it; absent: it would. */
  readonly distrusted?: string;
  /** Whether it is made for the host. */
  readonly covers: boolean;
  /** `*.acme-previews.dev`, … */
  readonly names: readonly string[];
  readonly issuer: string;
  readonly until: Date;
};

export type ServedAt = (address: string, host: string) => Promise<Asked<ServedCertificate>>;

/** cert-manager renews 30 days before the end: less than this means that it fails. */
const SOON_DAYS = 14;
const DAY_MS = 86_400_000;

export function checkTls(
  check: string,
  host: string,
  asked: Asked<ServedCertificate>,
  options: { readonly staging: boolean; readonly now: Date },
): Finding {
  const found = findingsOf(check);
  if (asked.kind === 'unknown') {
    return found.fail(
      `${host}: ${asked.reason}`,
      'Open port 443 in the firewalls of server and provider, and see that Traefik runs.',
    );
  }
  const { covers, names, issuer, until, distrusted } = asked.value;
  const look =
    'Look at the Certificate in kube-system: kubectl -n kube-system describe certificate.';
  if (!covers) {
    return found.fail(
      `the certificate served for ${host} is for ${names.join(', ') || 'nobody'} (${issuer})`,
      names.some((name) => /traefik/i.test(name)) || /traefik/i.test(issuer)
        ? `It is Traefik's own: the wildcard certificate is not there yet. ${look}`
        : look,
    );
  }
  const days = Math.floor((until.getTime() - options.now.getTime()) / DAY_MS);
  if (days < 0) return found.fail(`the certificate for ${host} ended ${-days} days ago`, look);
  if (distrusted !== undefined) {
    const said = `the certificate for ${host} is not trusted: ${distrusted} (${issuer})`;
    return options.staging
      ? found.warn(said, 'Once all else works, set platform.tls.server to production.')
      : found.fail(said, look);
  }
  if (days < SOON_DAYS) {
    return found.warn(`the certificate for ${host} ends in ${days} days`, look);
  }
  return found.ok(`${names.join(', ')}, for another ${days} days`);
}
