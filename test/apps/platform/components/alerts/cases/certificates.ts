import { stays, staysLong, type AlertCase } from '../alert-case.ts';

const served =
  'traefik_tls_certs_not_after{job="observability/traefik",namespace="kube-system",cn="",serial="7",sans="*.acme-previews.dev,*.ops.example.com"}';
const labels =
  'job="cert-manager",namespace="cert-manager",exported_namespace="kube-system",name="wildcard",issuer_name="letsencrypt",issuer_kind="ClusterIssuer",issuer_group="cert-manager.io"';
const expires = `certmanager_certificate_expiration_timestamp_seconds{${labels}}`;
const ready = (condition: string) =>
  `certmanager_certificate_ready_status{${labels},condition="${condition}"}`;
const wildcard = { name: 'wildcard' };

/** Of a certificate that has so many days left after an hour and a half, which is when it is looked at. */
const daysLeft = (days: number) => staysLong(days * 86_400 + 90 * 60);

export const servedCertificateCases: Readonly<Record<string, AlertCase>> = {
  ServedCertificateExpires: {
    fires: [
      {
        is: 'it has five days left',
        series: { [served]: daysLeft(5) },
        at: '90m',
        alerts: [{ labels: { sans: '*.acme-previews.dev,*.ops.example.com' }, value: '5' }],
      },
    ],
    silent: {
      'it has thirty days left': { [served]: daysLeft(30) },
      'it was renewed, and Traefik still tells of the one before': {
        [served]: daysLeft(5),
        [served.replace('serial="7"', 'serial="8"')]: daysLeft(60),
      },
    },
  },
};

export const certificateCases: Readonly<Record<string, AlertCase>> = {
  CertificateExpiresSoon: {
    fires: [
      {
        is: 'it was not renewed',
        series: { [expires]: daysLeft(10) },
        at: '90m',
        alerts: [{ labels: wildcard, value: '10' }],
      },
    ],
    silent: {
      'it was renewed': { [expires]: daysLeft(60) },
      'it was never issued, which is another alert': { [expires]: staysLong(0) },
    },
  },
  CertificateNotReady: {
    fires: [
      {
        is: 'it was not issued',
        series: {
          [ready('True')]: stays(0),
          [ready('False')]: stays(1),
          [ready('Unknown')]: stays(0),
        },
        at: '40m',
        alerts: [{ labels: wildcard }],
      },
    ],
    silent: {
      'it is': { [ready('True')]: '0+0x5 1+0x60', [ready('False')]: '1+0x5 0+0x60' },
    },
  },
};
