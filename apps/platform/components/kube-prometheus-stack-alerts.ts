import type { ComponentSettings } from './settings.ts';

/** Holds what no repository may: where alerts are posted, and the password of the mail server. */
export const ALERT_SECRET = 'alert-receivers';

/** Where the operator mounts it. */
const file = (key: string) => `/etc/alertmanager/secrets/${ALERT_SECRET}/${key}`;

/** Takes alerts and tells nobody. */
const NOBODY = 'null';
const PEOPLE = 'people';

type Alerts = Pick<ComponentSettings, 'alerts'>;

export function hasReceivers({ alerts }: Alerts): boolean {
  const { slack, email, webhook } = alerts;
  return slack !== undefined || email !== undefined || webhook === 'on';
}

/** Which alerts go to people, and how. Secrets are files that Alertmanager reads, never a part of it. */
export function alertmanagerConfig(settings: Alerts): object {
  const people = hasReceivers(settings);
  return {
    route: {
      receiver: people ? PEOPLE : NOBODY,
      group_by: ['alertname', 'namespace'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '12h',
      routes: [
        // The first always fires, the second only holds back others.
        { receiver: NOBODY, matchers: ['alertname =~ "Watchdog|InfoInhibitor"'] },
        { receiver: NOBODY, matchers: ['severity =~ "info|none"'] },
      ],
    },
    receivers: [{ name: NOBODY }, ...(people ? [{ name: PEOPLE, ...receivers(settings) }] : [])],
  };
}

function receivers({ alerts: { slack, email, webhook } }: Alerts): object {
  return {
    ...(slack && {
      slack_configs: [
        {
          api_url_file: file('slack-url'),
          channel: slack.channel,
          send_resolved: true,
          title: TITLE,
          text: TEXT,
        },
      ],
    }),
    ...(email && {
      email_configs: [
        {
          to: email.to,
          from: email.from,
          smarthost: email.smarthost,
          ...(email.username !== undefined && {
            auth_username: email.username,
            auth_password_file: file('smtp-password'),
          }),
          send_resolved: true,
          headers: { Subject: TITLE },
        },
      ],
    }),
    ...(webhook === 'on' && {
      webhook_configs: [{ url_file: file('webhook-url'), send_resolved: true }],
    }),
  };
}

const TITLE =
  '[{{ .Status | toUpper }}{{ if eq .Status "firing" }} {{ .Alerts.Firing | len }}{{ end }}] {{ .CommonLabels.alertname }}';

const TEXT = `{{ range .Alerts }}{{ .Annotations.summary }}
{{ .Annotations.description }}
{{ if .Annotations.runbook_url }}{{ .Annotations.runbook_url }}
{{ end }}{{ end }}`;
