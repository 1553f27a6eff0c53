import { promql, type Alert } from './alert.ts';

const daysLeft = (expires: string) => `(${expires} - time()) / 86400`;

/** What browsers see, whoever has issued it. */
export const servedCertificateAlerts: readonly Alert[] = [
  {
    name: 'ServedCertificateExpires',
    severity: 'critical',
    // The longest: Traefik goes on telling of the serials before, until it is started anew.
    expr: `${daysLeft('max by (cn, sans) (traefik_tls_certs_not_after)')} < 7`,
    for: '1h',
    summary: 'The certificate for {{ $labels.sans }} expires in {{ $value | humanize }} days',
    description: 'Then browsers refuse previews, and GitHub the webhook.',
    meaning:
      'This is the certificate that Traefik serves, so it also finds one that was renewed and is not used.',
    steps: [
      '`kubectl -n kube-system get secret preview-wildcard-tls -o jsonpath="{.data.tls\\.crt}" | base64 -d | openssl x509 -noout -dates`.',
      'The Secret is newer: restart Traefik. It is as old: [CertificateNotReady](#certificatenotready), or renew it by hand where `tls.issuer` is `none`.',
    ],
  },
];

/** What cert-manager has to renew. */
export const certificateAlerts: readonly Alert[] = [
  {
    name: 'CertificateExpiresSoon',
    severity: 'warning',
    expr: `${daysLeft('min by (name) (certmanager_certificate_expiration_timestamp_seconds > 0)')} < 14`,
    for: '1h',
    summary: 'The certificate {{ $labels.name }} expires in {{ $value | humanize }} days',
    description: 'It should have been renewed weeks ago. The DNS credential may have run out.',
    meaning:
      'cert-manager renews when a third of the time is left. Two weeks before the end that has failed for a while.',
    steps: [
      '`kubectl -n kube-system describe certificate` and `kubectl get certificaterequests,orders,challenges -A`.',
      'The token for Cloudflare or the keys for Route 53: valid, and for this zone?',
      'Let’s Encrypt’s limits: five failures an hour, 50 certificates a week and domain.',
    ],
  },
  {
    name: 'CertificateNotReady',
    severity: 'critical',
    expr: promql`
      max by (name) (
        certmanager_certificate_ready_status{condition="True"}
      ) == 0`,
    for: '30m',
    summary: 'The certificate {{ $labels.name }} is not issued',
    description:
      'Without it browsers refuse previews. kubectl -n kube-system describe certificate {{ $labels.name }} says why.',
    meaning: 'It was never issued, or has expired, or its Secret was changed.',
    steps: ['As for [CertificateExpiresSoon](#certificateexpiressoon).'],
  },
];
