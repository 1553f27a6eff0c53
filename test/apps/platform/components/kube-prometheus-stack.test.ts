import { alertmanagerConfig } from '../../../../apps/platform/components/kube-prometheus-stack-alerts.ts';
import type { ComponentSettings } from '../../../../apps/platform/components/settings.ts';
import { componentFiles } from '../../../../apps/platform/components/render.ts';
import { EVERYTHING, platformWith, type Values, valuesOf } from './example-settings.ts';

const stack = (section: object = {}) => valuesOf(platformWith(section), 'kube-prometheus-stack');

describe('Alertmanager', () => {
  const of = (alerts: ComponentSettings['alerts']): Values => alertmanagerConfig({ alerts });

  it('tells nobody where nobody is named, and waits for no Secret', () => {
    const { alertmanager } = stack();
    expect(alertmanager.config.route.receiver).toBe('null');
    expect(alertmanager.config.receivers).toEqual([{ name: 'null' }]);
    expect(alertmanager.alertmanagerSpec).not.toHaveProperty('secrets');
  });

  it('has every secret from a file of the one Secret that is mounted', () => {
    const { alertmanager } = stack(EVERYTHING);
    expect(alertmanager.alertmanagerSpec.secrets).toEqual(['alert-receivers']);
    const [, people] = alertmanager.config.receivers;
    const files = [
      people.slack_configs[0].api_url_file,
      people.email_configs[0].auth_password_file,
      people.webhook_configs[0].url_file,
    ];
    expect(files).toEqual(
      ['slack-url', 'smtp-password', 'webhook-url'].map(
        (key) => `/etc/alertmanager/secrets/alert-receivers/${key}`,
      ),
    );
    expect(JSON.stringify(alertmanager.config)).not.toMatch(/"(api_url|auth_password|url)":/);
  });

  it.each<[string, ComponentSettings['alerts'], string[]]>([
    ['slack', { slack: { channel: '#a' } }, ['slack_configs']],
    ['email', { email: { to: 'a@b.c', from: 'a@b.c', smarthost: 'm:25' } }, ['email_configs']],
    ['webhook', { webhook: 'on' }, ['webhook_configs']],
    ['webhook off', { webhook: 'off' }, []],
  ])('%s: goes there and nowhere else', (_, alerts, keys) => {
    const [, people = {}] = of(alerts).receivers;
    expect(Object.keys(people as object).filter((key) => key !== 'name')).toEqual(keys);
  });

  it('asks a mail server without a user for no password', () => {
    const [, people] = of({ email: { to: 'a@b.c', from: 'a@b.c', smarthost: 'm:25' } }).receivers;
    expect(people.email_configs[0]).not.toHaveProperty('auth_password_file');
  });

  it('pages nobody for what always fires', () => {
    const { receiver, routes } = of({ webhook: 'on' }).route;
    expect(receiver).toBe('people');
    const [first] = routes;
    expect(first.receiver).toBe('null');
    expect(first.matchers).toEqual(['alertname =~ "Watchdog|InfoInhibitor"']);
  });
});

describe('Grafana', () => {
  const objects = (section: object): Values[] =>
    componentFiles(platformWith(section))
      .filter(({ path }) => path.includes('/components/grafana/'))
      .flatMap(({ chart }) => chart.toJson() as Values[]);
  const ingress = (section: object) => objects(section).find(({ kind }) => kind === 'Ingress');

  it('is behind the login, where everybody may look', () => {
    const { metadata, spec } = ingress(EVERYTHING)!;
    expect(spec.rules[0].host).toBe('grafana.ops.example.com');
    expect(metadata.annotations['traefik.ingress.kubernetes.io/router.middlewares']).toBe(
      'kube-system-security-headers@kubernetescrd,k8s-ee-login-ops@kubernetescrd',
    );
    expect(stack(EVERYTHING).grafana['grafana.ini']['auth.anonymous']).toEqual({
      enabled: true,
      org_role: 'Viewer',
    });
  });

  it('without a login has no way in from outside, and nobody looks without a password', () => {
    expect(ingress({})).toBeUndefined();
    expect(stack().grafana['grafana.ini']['auth.anonymous'].enabled).toBe(false);
  });

  it('believes no header about who somebody is', () => {
    expect(stack(EVERYTHING).grafana['grafana.ini']).not.toHaveProperty(['auth.proxy']);
  });

  it('takes the password that is generated beside it', () => {
    const { admin } = stack().grafana;
    const secret = objects({}).find(({ kind }) => kind === 'ExternalSecret')!;
    expect(secret.spec.target.name).toBe(admin.existingSecret);
    expect(Object.keys(secret.spec.target.template.data as object).sort()).toEqual(
      [admin.userKey, admin.passwordKey].sort(),
    );
  });

  it('reads the ConfigMaps of its own namespace, where dashboards are, and no Secret', () => {
    const { rbac, sidecar, serviceAccount, fullnameOverride, nameOverride } = stack().grafana;
    // Roles of the chart would read Secrets, whatever the sidecar looks for.
    expect(rbac).toEqual({ create: false });
    const all = objects({});
    const roles = all.filter(({ kind }) => /Role$/.test(String(kind)));
    expect(roles.map(({ kind, metadata, rules }) => [kind, metadata.namespace, rules])).toEqual([
      [
        'Role',
        sidecar.dashboards.searchNamespace,
        [
          {
            apiGroups: [''],
            resources: [`${sidecar.dashboards.resource}s`],
            verbs: ['get', 'list', 'watch'],
          },
        ],
      ],
    ]);
    // The chart names the account by its release and itself, where nothing else is said.
    expect([serviceAccount, fullnameOverride, nameOverride]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const { subjects } = all.find(({ kind }) => kind === 'RoleBinding')!;
    expect(subjects).toEqual([
      { kind: 'ServiceAccount', name: 'kps-grafana', namespace: 'observability' },
    ]);
    expect([sidecar.datasources, sidecar.alerts, sidecar.plugins]).toEqual([
      { enabled: false },
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['with logs', {}, ['prometheus', 'alertmanager', 'loki']],
    ['without', { components: { logs: 'off' } }, ['prometheus', 'alertmanager']],
  ])('%s: has its sources by fixed uids', (_, section, uids) => {
    const { datasources } = stack(section).grafana.datasources['datasources.yaml'];
    expect((datasources as { uid: string }[]).map(({ uid }) => uid)).toEqual(uids);
  });
});

describe('kube-state-metrics', () => {
  const { collectors, metricLabelsAllowlist } = stack()['kube-state-metrics'];
  it('has our labels of namespaces', () => {
    expect(metricLabelsAllowlist).toEqual([
      'namespaces=[k8s-ee/type,k8s-ee/project-id,k8s-ee/pr-number]',
    ]);
  });

  it('lists no Secret and no ConfigMap', () => {
    expect(collectors).toContain('pods');
    expect(collectors).not.toContain('secrets');
    expect(collectors).not.toContain('configmaps');
  });
});
