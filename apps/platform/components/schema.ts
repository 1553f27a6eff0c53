import { z } from 'zod';
import { choice, count, cpu, memory, section, wanted } from '../fields.ts';
import { httpUrl, objectName } from '../network-fields.ts';
import { CHART_NAMES } from './charts.ts';

const onOff = (description: string) => choice(['on', 'off'], description);

const wantedEmail = wanted('an e-mail address such as ops@example.com');
const email = z
  .string({ error: wantedEmail })
  .max(254)
  .regex(/^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/, { error: wantedEmail });

const wantedImage = wanted('an image with a tag or digest such as ghcr.io/acme/previews:0.1.0');
const image = z
  .string({ error: wantedImage })
  .regex(/^[a-z0-9][a-z0-9.:/_-]*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha256:[0-9a-f]{64})$/, {
    error: wantedImage,
  });

const wantedOrganization = wanted('the name of a GitHub organization such as acme');
const organization = z
  .string({ error: wantedOrganization })
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, { error: wantedOrganization });

const tls = z
  .strictObject({
    issuer: choice(
      ['cloudflare', 'route53', 'none'],
      'Who answers for the domains to Let’s Encrypt; none: the Secret preview-wildcard-tls in kube-system is yours.',
    ),
    email: email.optional().describe('Where Let’s Encrypt warns of certificates that run out.'),
    server: choice(
      ['production', 'staging'],
      'staging: certificates no browser trusts, without limits, for trying.',
    ).default('production'),
    route53: z
      .strictObject({
        region: z
          .string()
          .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, { error: wanted('a region such as eu-central-1') }),
        hostedZoneId: z
          .string()
          .regex(/^[A-Z0-9]{1,32}$/, { error: wanted('the id of a hosted zone') })
          .optional(),
      })
      .optional(),
  })
  .superRefine(({ issuer, email: address, route53 }, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (issuer !== 'none' && address === undefined) {
      issue('email', `expected an e-mail address, which issuer ${issuer} needs, got nothing`);
    }
    if (issuer === 'route53' && route53 === undefined) {
      issue('route53', 'expected a mapping with region, which issuer route53 needs, got nothing');
    }
    if (issuer !== 'route53' && route53 !== undefined) {
      issue('route53', `has no effect with issuer ${issuer}: remove it, or set issuer route53`);
    }
  });

const alerts = section({
  slack: z
    .strictObject({
      channel: z
        .string()
        .regex(/^#[a-z0-9_-]{1,80}$/, { error: wanted('a channel such as "#previews"') }),
    })
    .describe('The address of its webhook is the key slack-url of the Secret alert-receivers.'),
  email: z
    .strictObject({
      to: email,
      from: email,
      smarthost: z
        .string()
        .regex(/^[A-Za-z0-9.-]+:\d{1,5}$/, { error: wanted('host:port of a mail server') }),
      username: z.string().min(1).optional(),
    })
    .describe(
      'With username, the password is the key smtp-password of the Secret alert-receivers.',
    ),
  runbooks: httpUrl.describe(
    'Where docs/alerts.md of this release can be read: each alert leads to its section. Absent: they name it only.',
  ),
  webhook: onOff('on: posted to the address in the key webhook-url of the Secret alert-receivers.'),
});

const runners = z
  .strictObject({
    url: z
      .string()
      .regex(/^https:\/\/[A-Za-z0-9.-]+(?:\/[A-Za-z0-9._-]+){1,2}$/, {
        error: wanted('the page of an organization or repository such as https://github.com/acme'),
      })
      .describe('The organization or repository they work for.'),
    max: count.default(2).describe('How many at once; none of them waits idle.'),
  })
  .describe(
    'Runners for GitHub Actions in the cluster; absent: none. Their Docker is privileged: whoever may run a workflow there is root of the server, so private repositories and trusted people only.',
  );

/** What `platform.yaml` says of the components around the previews; absent: they are somebody else’s. */
export const componentsSchema = z
  .strictObject({
    profile: choice(
      ['lean', 'standard'],
      'Sizes of the components, and what is left to environments: lean for 4 CPUs and 8 GiB, standard for 4 CPUs and 24 GiB.',
    ).default('lean'),
    generator: z
      .strictObject({ image: image.describe('The generator’s own image, with a tag or digest.') })
      .describe('The service that reads this file.'),
    tls,
    login: z
      .strictObject({ organization })
      .optional()
      .describe(
        'The GitHub organization whose members see the dashboard and Grafana; absent: neither can be reached from outside.',
      ),
    alerts: alerts.prefault({}).describe('Where alerts go; without any they are only in Grafana.'),
    runners: runners.optional(),
    components: section({
      certManager: onOff('Certificates. off: it is there already.'),
      externalSecrets: onOff(
        'Passwords of databases and secrets of projects. off: it is there already, in the namespace external-secrets under the account external-secrets: admission lets no other write Secrets in environments.',
      ),
      monitoring: onOff(
        'Prometheus, Alertmanager, Grafana. off: no metrics, alerts and idle times.',
      ),
      logs: onOff('Loki and Alloy: logs that outlive their pod.'),
    }).prefault({}),
    storageClass: objectName.default('local-path').describe('For the volumes of the components.'),
    versions: z
      .partialRecord(
        choice(CHART_NAMES, 'Charts of the components.'),
        z.string().regex(/^v?\d+\.\d+\.\d+$/, { error: wanted('a version such as 1.2.3') }),
      )
      .default({})
      .describe('Other versions of charts than the ones tried with this release, by chart.'),
    server: section({
      cpu,
      memory,
      monthlyPrice: z.number().min(0).describe('In dollars; for npm run capacity.'),
    })
      .optional()
      .describe('The machine, where it is not the one of the profile.'),
  })
  .superRefine(({ alerts: receivers, components }, context) => {
    if (components.monitoring !== 'off') return;
    for (const receiver of Object.keys(receivers)) {
      context.addIssue({
        ...{ code: 'custom', path: ['alerts', receiver] },
        message: 'has no effect with components.monitoring off: there are no alerts',
      });
    }
  });

export type ComponentsInput = z.output<typeof componentsSchema>;
