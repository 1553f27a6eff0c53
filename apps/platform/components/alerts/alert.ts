import type { DashboardUid } from '../dashboards/addresses.ts';

/** One alert: what Prometheus watches, and what people are told. */
export type Alert = {
  /** In the words people search for; also the heading of its section in docs/alerts.md. */
  readonly name: string;
  /** `critical`: previews do not work, or soon will not. `warning`: a look on the same day is enough. */
  readonly severity: 'critical' | 'warning';
  /** PromQL that Prometheus 2.42 and 3 read alike. */
  readonly expr: string;
  /** How long it has to hold, as Prometheus writes it. @default - it fires at once */
  readonly for?: string;
  /** One line; may hold `{{ $labels.… }}` and `{{ $value | … }}`. */
  readonly summary: string;
  /** What it is and what to look at first; may hold the same. */
  readonly description: string;
  /** For docs/alerts.md: what it means and why it matters. */
  readonly meaning: string;
  /** For docs/alerts.md: what to do, a step each. */
  readonly steps: readonly string[];
};

export type AlertGroup = {
  readonly name: string;
  /** What it is about, for docs/alerts.md. */
  readonly title: string;
  /** The dashboard on which to look further, by its uid. */
  readonly dashboard: DashboardUid;
  readonly alerts: readonly Alert[];
};

/** What of the platform there is to watch. */
export type AlertScope = {
  readonly certificates: boolean;
  readonly externalSecrets: boolean;
  readonly logs: boolean;
  /** From how many days on an environment is older than it should be. */
  readonly oldAfterDays: number;
};

/** PromQL on one line, however it is laid out in the source. */
export function promql(
  parts: TemplateStringsArray,
  ...values: readonly (string | number)[]
): string {
  return String.raw({ raw: parts.raw }, ...values)
    .replace(/\s+/g, ' ')
    .replace(/\( | \)/g, (space) => space.trim())
    .trim();
}
