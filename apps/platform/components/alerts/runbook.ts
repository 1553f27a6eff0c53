/**
 * The section on one alert: what it means and what to do. `runbooks`: where people read docs/alerts.md; without it
 * they look it up in their own checkout.
 */
export function runbookUrl(alert: string, runbooks = 'docs/alerts.md'): string {
  return `${runbooks}#${alert.toLowerCase()}`;
}
