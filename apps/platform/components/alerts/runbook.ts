/** Where people read docs/alerts.md. */
const DOCUMENTATION = 'https://github.com/acme/k8s-ephemeral-environments/blob/main/docs/alerts.md';

/** The section on one alert: what it means and what to do. */
export function runbookUrl(alert: string): string {
  return `${DOCUMENTATION}#${alert.toLowerCase()}`;
}
