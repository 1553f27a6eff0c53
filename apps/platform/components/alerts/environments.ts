import { promql, type Alert } from './alert.ts';
import { ENVIRONMENT, inEnvironment } from './selectors.ts';

const waitingReason = (reasons: string, within: string) => promql`
  max by (namespace, pod, container) (
    max_over_time(kube_pod_container_status_waiting_reason{reason=~"${reasons}",${inEnvironment}}[${within}])
    or max_over_time(kube_pod_init_container_status_waiting_reason{reason=~"${reasons}",${inEnvironment}}[${within}])
  )`;

const applications = (matchers: string) =>
  `max by (name) (argocd_app_info{name=~"${ENVIRONMENT}",${matchers}})`;

const ASK_THE_COMMENT =
  'The comment on the pull request names the likeliest cause; `/preview logs` shows the last lines.';

/** What runs in environments. Their authors are told on the pull request; these are for who looks after all of them. */
export const environmentAlerts: readonly Alert[] = [
  {
    name: 'EnvironmentCrashLooping',
    severity: 'warning',
    // Between two attempts it is not waiting, hence the time.
    expr: `${waitingReason('CrashLoopBackOff', '5m')} == 1`,
    for: '15m',
    summary: '{{ $labels.namespace }}: {{ $labels.container }} ends again and again',
    description:
      'Pod {{ $labels.pod }}. Its pull request says why, as far as that can be told; the log is on the dashboard of the environment.',
    meaning:
      'A container ends soon after its start, and Kubernetes waits longer each time before it starts it again. It is nearly always the app of that pull request.',
    steps: [
      ASK_THE_COMMENT,
      'A database (`postgresql-0` and such) loops: its volume may be full, or its version changed to one that does not read the data: `/preview reset-db`.',
      'Many at once: see [ManyEnvironmentsFailed](#manyenvironmentsfailed).',
    ],
  },
  {
    name: 'EnvironmentOutOfMemory',
    severity: 'warning',
    expr: promql`
      max by (namespace, pod, container) (
        kube_pod_container_status_last_terminated_reason{reason="OOMKilled",${inEnvironment}} == 1
        and on (namespace, pod, container)
        increase(kube_pod_container_status_restarts_total{${inEnvironment}}[15m]) > 0
      )`,
    summary: '{{ $labels.namespace }}: {{ $labels.container }} was ended for using too much memory',
    description: 'Pod {{ $labels.pod }} reached its memory limit and was started again.',
    meaning:
      'The kernel ends what goes over its limit. Requests in flight are lost, and a database recovers for a while.',
    steps: [
      'The dashboard of the environment shows how its memory rose.',
      'More is `resources` in `k8s-ee.yaml`, up to `policy.limits`; a leak is the app’s.',
    ],
  },
  {
    name: 'EnvironmentMemoryNearlyFull',
    severity: 'warning',
    expr: promql`
      max by (namespace, pod, container) (container_memory_working_set_bytes{container!="",${inEnvironment}})
      / max by (namespace, pod, container) (kube_pod_container_resource_limits{resource="memory",${inEnvironment}})
      > 0.9`,
    for: '15m',
    summary:
      '{{ $labels.namespace }}: {{ $labels.container }} uses {{ $value | humanizePercentage }} of its memory',
    description: 'Pod {{ $labels.pod }} will be ended when it reaches its limit.',
    meaning:
      'The quota of an environment is exactly the sum of the limits of its pods, so this is also how full the quota is in earnest. Quotas themselves are always nearly used up, by design: there is no alert on that.',
    steps: ['As for [EnvironmentOutOfMemory](#environmentoutofmemory).'],
  },
  {
    name: 'EnvironmentPodsRefused',
    severity: 'warning',
    expr: promql`
      max by (namespace) (
        kube_deployment_status_condition{condition="ReplicaFailure",status="true",${inEnvironment}} == 1
        or kube_statefulset_replicas{${inEnvironment}} > kube_statefulset_status_replicas{${inEnvironment}}
      )`,
    for: '10m',
    summary: '{{ $labels.namespace }}: pods that it should have are refused',
    description:
      'Most often its ResourceQuota has no room left. kubectl -n {{ $labels.namespace }} get events says what was refused.',
    meaning:
      'The API server refuses the pods: they do not fit into the quota, or break Pod Security or an admission policy. The quota is computed from what is rendered, so this is either an object somebody made by hand or a fault of the template.',
    steps: [
      '`kubectl -n NAMESPACE describe resourcequota environment` and `kubectl -n NAMESPACE get events`.',
      'What does not belong there (`kubectl -n NAMESPACE get pods`) is deleted by hand.',
      'Nothing foreign is there: it is a fault of the template; report it with the record.',
    ],
  },
  {
    name: 'EnvironmentImageUnavailable',
    severity: 'warning',
    expr: `${waitingReason('ErrImagePull|ImagePullBackOff', '5m')} == 1`,
    for: '15m',
    summary: '{{ $labels.namespace }}: the image of {{ $labels.container }} cannot be pulled',
    description:
      'Pod {{ $labels.pod }}. The image is gone from the registry, or the pull credential does not suffice.',
    meaning:
      'The generator saw the image when it pinned it, so it was deleted since, or the node may not read what the generator may: it pulls with a credential of its own.',
    steps: [
      '`kubectl -n NAMESPACE describe pod POD`: `401` or `denied` is the credential, `not found` the image.',
      'Credential: the node has its own in `/etc/rancher/k3s/registries.yaml` (`read:packages`); correct it there, then `systemctl restart k3s`. `registry-auth` of the generator is for asking for digests only.',
      'Deleted: push again, or `/preview redeploy` after CI has built it anew. Let the registry’s clean-up keep images of open pull requests.',
    ],
  },
  {
    name: 'EnvironmentFailed',
    severity: 'warning',
    expr: `${applications('health_status=~"Degraded|Missing"')} == 1`,
    for: '1h',
    summary: '{{ $labels.name }} has not been well for an hour',
    description:
      'Its author was told on the pull request. The dashboard of the environment has logs and restarts.',
    meaning:
      'Argo CD calls it Degraded: a Deployment made no progress, a Job failed, or a Secret could not be made. It stays so until somebody pushes.',
    steps: [
      ASK_THE_COMMENT,
      'It says nothing useful: `kubectl -n NAMESPACE get pods,jobs,externalsecrets,events`.',
      'A fault that passed (a registry, a node): `/preview redeploy`.',
    ],
  },
  {
    name: 'EnvironmentNotSynced',
    severity: 'warning',
    expr: `${applications('sync_status!="Synced"')} == 1`,
    for: '30m',
    summary: '{{ $labels.name }}: what is committed is not what runs',
    description:
      'Argo CD could not apply it, or cannot read the repository. The Application in Argo CD says why.',
    meaning:
      'A failed sync is tried again after 1, 5, 15, 60, 60 and 60 minutes by a commit of the generator; after that it waits for a push or `/preview redeploy`.',
    steps: [
      'Open the Application in Argo CD: the message of the last sync names the object that was refused.',
      '“not permitted in project”: `npm run synth` with the generator’s release, and push the result.',
      'Unknown instead of OutOfSync: Argo CD does not reach the GitOps repository, see [ArgoCdSyncsFailing](#argocdsyncsfailing).',
    ],
  },
  {
    name: 'EnvironmentStuckDeploying',
    severity: 'warning',
    expr: `${applications('health_status="Progressing"')} == 1`,
    for: '30m',
    summary: '{{ $labels.name }} has been starting for half an hour',
    description:
      'Usually a pod waits for its database, a volume or a place on the node. The dashboard of the environment shows which.',
    meaning:
      'Longer than any deployment should take: a Deployment that makes no progress is called Degraded within minutes, so something before it waits.',
    steps: [
      '`kubectl -n NAMESPACE get pods`: Pending is the node or a volume; `Init:0/1` is the database that it waits for.',
      'Pending: `kubectl -n NAMESPACE describe pod POD` says what is short; compare `capacity` with what the node has.',
      ASK_THE_COMMENT,
    ],
  },
  {
    name: 'ManyEnvironmentsFailed',
    severity: 'critical',
    expr: promql`
      count(${applications('health_status="Degraded"')}) >= 3
      and count(${applications('health_status="Degraded"')})
        > 0.5 * count(max by (name) (argocd_app_info{name=~"${ENVIRONMENT}"}))`,
    for: '10m',
    summary: '{{ $value }} environments are not well, more than half of all',
    description:
      'That many apps do not break at once: look at the server, the registry, External Secrets and DNS in the cluster.',
    meaning: 'What they have in common is the platform, so the fault is probably there.',
    steps: [
      'Which other alerts fire? Node, Traefik and External Secrets come first.',
      'After a release of the generator: `upgrades: paused` in `platform.yaml`, then `npm run diff` shows what it changes.',
      '`kubectl get events -A --sort-by=.lastTimestamp | tail -50`: the same words again and again are the cause.',
    ],
  },
  {
    name: 'EnvironmentsQueued',
    severity: 'warning',
    expr: 'sum(k8s_ee_environment_views{state="queued"}) > 0',
    for: '1h',
    summary: '{{ $value }} environments have waited for a place for an hour',
    description: 'The platform is full. The dashboard Capacity shows what takes the places.',
    meaning:
      'New environments wait when their requests do not fit into `capacity`. Whoever waits is told their position.',
    steps: [
      '`policy.sleepAfter` puts to sleep what nobody asks for; `policy.ttl` ends what nobody pushes to.',
      'A tombstone keeps its place: see [TombstoneOld](#tombstoneold).',
      'More room: raise `capacity`, within what the server has ([When the cluster is full](operations.md#when-the-cluster-is-full)).',
    ],
  },
];
