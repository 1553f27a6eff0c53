/** The dashboards by their uids, which never change: links from pull requests and alerts hold them. */
export const DASHBOARDS = {
  environments: 'k8s-ee-environments',
  environment: 'k8s-ee-environment',
  platform: 'k8s-ee-platform',
  lifecycle: 'k8s-ee-lifecycle',
  capacity: 'k8s-ee-capacity',
} as const;

/** Of one of them. */
export type DashboardUid = (typeof DASHBOARDS)[keyof typeof DASHBOARDS];

/** Where people see a dashboard; `variables` are those at its top, by name. */
export function dashboardUrl(
  opsDomain: string,
  uid: DashboardUid,
  variables: Readonly<Record<string, string>> = {},
): string {
  const chosen = Object.entries(variables).map(([name, value]) => [`var-${name}`, value]);
  const query = new URLSearchParams(chosen).toString();
  return `https://grafana.${opsDomain}/d/${uid}${query === '' ? '' : `?${query}`}`;
}

/** Where people see one environment: its logs, restarts, use and requests. */
export function environmentDashboardUrl(
  opsDomain: string,
  { project, number }: { readonly project: string; readonly number: string },
): string {
  return dashboardUrl(opsDomain, DASHBOARDS.environment, { project, pr: number });
}
