import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** All metrics of one generator, in a registry of its own: two in one process do not collide. */
export function createMetrics() {
  const registers = [new Registry()];
  const counter = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Counter({ name: `k8s_ee_${name}`, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge({ name: `k8s_ee_${name}`, help, labelNames, registers });
  const quota = gauge('github_requests_remaining', 'Requests GitHub says are left of this hour.');
  // Nothing is known before the first answer; 0 would look used up.
  quota.set(NaN);
  const orphans = gauge('orphan_namespaces', 'Namespaces of previews of which Git knows nothing.');
  orphans.set(NaN);
  return {
    deliveries: counter('webhook_deliveries_total', 'Webhook deliveries by what came of them.', [
      'outcome',
      'reason',
    ]),
    decisions: counter('decisions_total', 'Decisions by rule.', ['rule']),
    rounds: counter('rounds_total', 'Rounds by result: pushed, unchanged or failed.', ['result']),
    rejections: counter('push_rejections_total', 'Pushes rejected because others had pushed.'),
    repairs: counter(
      'record_repairs_total',
      'Records restored or removed because they were spoiled.',
    ),
    unknowns: counter('unknown_observations_total', 'Pull requests GitHub could not tell about.'),
    notifications: counter('argocd_notifications_total', 'Webhooks sent to Argo CD.', [
      'target',
      'result',
    ]),
    comments: counter('comments_total', 'Comments by result: written, unchanged or failed.', [
      'result',
    ]),
    surfaces: counter(
      'github_surfaces_total',
      'Deployments and checks on GitHub by result: written, unchanged, refused or failed.',
      ['surface', 'result'],
    ),
    commands: counter('commands_total', 'Commands on pull requests by what became of them.', [
      'verb',
      'result',
    ]),
    environments: gauge('environments', 'Records by project and state.', ['project', 'state']),
    alarms: gauge('alarms', 'Environments that need a person, by rule.', ['rule']),
    upgrades: gauge('upgrades_pending', 'Environments still rendered by a former release.'),
    platformValid: gauge('platform_config_valid', '1: platform.yaml at the head is in effect.'),
    quota,
    orphans,
    queue: gauge('queue_length', 'Environments that wait or are looked at.'),
    views: gauge('environment_views', 'Environments by what is shown of them.', ['state']),
    timeToReady: new Histogram({
      name: 'k8s_ee_time_to_ready_seconds',
      help: 'Seconds from the first sight of a commit to its first answer.',
      labelNames: ['project'],
      buckets: [2, 5, 10, 20, 30, 60, 120, 300, 600, 1800],
      registers,
    }),
    timeToGone: new Histogram({
      name: 'k8s_ee_time_to_gone_seconds',
      help: 'Seconds from the end of an environment to the sight that it is gone.',
      labelNames: ['project'],
      buckets: [5, 10, 15, 30, 60, 120, 300, 600, 1800],
      registers,
    }),
    roundSeconds: new Histogram({
      name: 'k8s_ee_round_seconds',
      help: 'Seconds from the start of a round to its push.',
      buckets: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15, 60],
      registers,
    }),
    text: async () => (await Promise.all(registers.map((one) => one.metrics()))).join('\n'),
    contentType: registers[0]?.contentType ?? 'text/plain',
  };
}
