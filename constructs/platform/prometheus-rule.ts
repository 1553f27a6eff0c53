import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

/** One alert, in the words of Prometheus; its texts may hold `{{ $labels.… }}` and `{{ $value }}`. */
export interface AlertRule {
  readonly name: string;
  /** PromQL. */
  readonly expr: string;
  /**
   * How long it has to hold, as Prometheus writes it: `10m`.
   *
   * @default - it fires at once
   */
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface PrometheusRuleProps {
  readonly name: string;
  readonly namespace: string;
  readonly alerts: readonly AlertRule[];
}

/** Alerts of one subject, as one group: Prometheus looks at them together and in order. */
export class PrometheusRule extends Construct {
  constructor(scope: Construct, id: string, { name, namespace, alerts }: PrometheusRuleProps) {
    super(scope, id);
    new ApiObject(this, 'Resource', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name, namespace },
      spec: { groups: [{ name, rules: alerts.map(rule) }] },
    });
  }
}

function rule({ name, expr, for: held, labels, annotations }: AlertRule): object {
  return {
    alert: name,
    expr,
    ...(held !== undefined && { for: held }),
    labels: { ...labels },
    annotations: { ...annotations },
  };
}
