import type { Selection } from './exposition.ts';

/** Of the namespaces of previews, or of none. */
const ofPreviews = (line: string) => !/namespace="(?!shop-pr-)/.test(line);
/** Four buckets of each histogram are enough to tell quantiles. */
const fewBuckets = (line: string) => !/_bucket\{/.test(line) || /le="(0\.1|1|10|\+Inf)"/.test(line);
/** What is the same in every environment: one that is well is enough, and one that is not. */
const ofTwo = (line: string) =>
  !/^kube_(resourcequota|pod_(container_resource|status_phase)|deployment_status_condition)/.test(
    line,
  ) || /namespace="shop-pr-(7|9|11|17)"/.test(line);

/** What of each exporter's metrics alerts and dashboards can use. */
export const SELECTIONS = {
  'kube-state-metrics': {
    families: [
      /kube_pod_(info|status_(phase|ready|reason|unschedulable))/,
      /kube_pod_container_(resource_.+|status_(ready|restarts_total|waiting_reason|(last_)?terminated_.+))/,
      /kube_pod_init_container_status_(restarts_total|waiting_reason|last_terminated_reason)/,
      /kube_namespace_(created|labels|status_phase)/,
      /kube_(resourcequota|persistentvolumeclaim_(info|created|status_phase|resource_.+))/,
      /kube_deployment_(created|spec_replicas|status_(condition|replicas.*))/,
      /kube_statefulset_(created|replicas|status_replicas.*)/,
      /kube_job_(info|created|complete|failed|status_.+)/,
      /kube_ingress_(info|path)/,
      /kube_node_(info|created|spec_unschedulable|status_.+)/,
    ],
    series: (line: string) =>
      ofPreviews(line) && ofTwo(line) && !/node="(?!real-1)|status="unknown"/.test(line),
  },
  cadvisor: {
    families: [
      /container_(cpu_usage_seconds_total|cpu_cfs_(throttled_)?periods_total)/,
      /container_(memory_working_set_bytes|oom_events_total|start_time_seconds)/,
      /container_network_(receive|transmit)_bytes_total/,
      /machine_(cpu_cores|memory_bytes)/,
    ],
    series: (line: string) => ofPreviews(line) && /^machine_|namespace=/.test(line),
  },
  kubelet: {
    families: [
      /kubelet_(node_name|running_pods|running_containers|volume_stats_.+)/,
      /kubelet_(started_containers|evictions|runtime_operations)(_errors)?_total/,
    ],
  },
  'node-exporter': {
    families: [
      /node_(cpu_seconds_total|load\d+|boot_time_seconds|time_seconds|uname_info)/,
      /node_memory_(MemAvailable|MemTotal|MemFree|Buffers|Cached|Swap(Total|Free))_bytes/,
      /node_filesystem_.+/,
      /node_disk_(io_time_seconds|read_bytes|written_bytes)_total/,
      /node_network_(receive|transmit)_(bytes|errs)_total/,
      /node_(pressure_.+|filefd_.+|vmstat_oom_kill|timex_sync_status|timex_offset_seconds)/,
      /node_nf_conntrack_entries(_limit)?/,
      /node_exporter_build_info/,
    ],
  },
  'argocd-application-controller': {
    families: [/argocd_(?!redis_|kubectl_|resource_events).+/],
    series: (line: string) => fewBuckets(line) && !line.startsWith('argocd_info'),
  },
  'argocd-applicationset-controller': {
    families: [/argocd_(appset|github_api)_.+/, /controller_runtime_reconcile_(errors_)?total/],
  },
  'argocd-repo-server': {
    families: [/argocd_(git_(request|fetch)|repo)_.+/],
    series: fewBuckets,
  },
  apiserver: {
    families: [
      /apiserver_(request_total|current_inflight_requests)/,
      /apiserver_validating_admission_policy_check_total/,
      /apiserver_tls_handshake_errors_total/,
    ],
    series: (line: string) =>
      !/resource=/.test(line) ||
      /resource="(namespaces|pods|applications)".*verb="(GET|LIST|CREATE|DELETE)"/.test(line),
  },
  'external-secrets': {
    families: [
      /(cluster)?(externalsecret|secretstore|pushsecret)_.+/,
      /controller_runtime_reconcile_(errors_)?total/,
    ],
    series: ofPreviews,
  },
  traefik: {
    families: [/traefik_.+/],
  },
  generator: {
    families: [/.+/],
  },
} satisfies Readonly<Record<string, Selection>>;

export type Exporter = keyof typeof SELECTIONS;
