import { promql, type Alert } from './alert.ts';
import { ENVIRONMENT, inEnvironment } from './selectors.ts';

/** What keeps environments from going when they should, or makes them go when they should not. */
export function endingAlerts(oldAfterDays: number): readonly Alert[] {
  return [
    {
      name: 'EnvironmentStuckDeleting',
      severity: 'warning',
      expr: `max by (namespace) (kube_namespace_status_phase{phase="Terminating",${inEnvironment}}) == 1`,
      for: '15m',
      summary: 'The namespace {{ $labels.namespace }} does not go',
      description:
        'Something in it has a finalizer that nobody removes. kubectl get namespace {{ $labels.namespace }} -o yaml names it.',
      meaning:
        'A namespace goes within seconds, unless an object in it waits for a controller. Until then its pods may still run and its place is not free.',
      steps: [
        '`kubectl get namespace NAMESPACE -o jsonpath="{.status.conditions}"` names the kinds that are left.',
        'ExternalSecrets: they go only while External Secrets runs, see [ExternalSecretsDown](#externalsecretsdown).',
        'A volume: `kubectl get pv`, and the pod that still has it.',
        '“discovery failed”: an APIService does not answer: `kubectl get apiservices | grep False`.',
      ],
    },
    {
      name: 'TombstoneOld',
      severity: 'warning',
      expr: 'sum by (project) (k8s_ee_environments{state="destroying"}) > 0',
      for: '2h',
      summary: 'Environments of {{ $labels.project }} have been on their way out for two hours',
      description:
        'Their tombstones stay until the namespace was seen gone and the last comment is written, and keep their places.',
      meaning:
        'A tombstone is removed when Kubernetes says that the namespace is gone, Argo CD has synced the end, and the last comment was written (or has been impossible for 24 hours). One of them has not come. A project that closes pull requests without a pause for two hours looks the same.',
      steps: [
        'The dashboard of the generator lists what is being removed, and why it is not gone.',
        'The namespace is still there: [EnvironmentStuckDeleting](#environmentstuckdeleting).',
        'The Application is still there: `kubectl -n argocd get application ID -o yaml`, its conditions.',
        'Neither: the log of the generator; GitHub may refuse the comment ([PeopleNotTold](#peoplenottold)).',
      ],
    },
    {
      name: 'OrphanNamespace',
      severity: 'warning',
      // Only while Argo CD tells of Applications at all: the platform's own are always there.
      expr: promql`
        max by (namespace) (kube_namespace_labels{label_k8s_ee_type="ephemeral"})
        unless on (namespace) label_replace(argocd_app_info, "namespace", "$1", "name", "(.+)")
        and on () (count(argocd_app_info) > 0)`,
      for: '1h',
      summary: 'The namespace {{ $labels.namespace }} belongs to no environment',
      description:
        'There is no Application of its name. The sweeper removes it when GitHub says that its pull request is closed.',
      meaning:
        'It costs memory and nobody will ever close it: its record was removed by hand, or its Application was deleted without what it had deployed. The sweeper should have taken it within the hour.',
      steps: [
        '`kubectl -n k8s-ee-system get jobs` and the log of the sweeper’s last one say why it was kept.',
        'The pull request is open: comment `/preview up`, and it is an environment again.',
        'It is nobody’s: `kubectl -n k8s-ee-system create job --from=cronjob/sweeper sweep-now` looks again; the admission policies let nobody else delete it ([Orphans](operations.md#orphans)).',
      ],
    },
    {
      name: 'EnvironmentTooOld',
      severity: 'warning',
      expr: promql`
        max by (namespace) (time() - kube_namespace_created{${inEnvironment}})
        > ${oldAfterDays} * 86400`,
      for: '1h',
      summary: '{{ $labels.namespace }} is {{ $value | humanizeDuration }} old',
      description:
        'Longer than the longest policy.ttl and policy.preserve.total twice over: a pull request that never ends, or an end that did not work.',
      meaning:
        'Environments end `policy.ttl` after their last push. One that is pushed to again and again lives on, which is allowed, but worth a question to its author.',
      steps: [
        'Its record says when it ends: `lifecycle.expiresAt`, `preservedUntil`. It is pinned: `lifecycle.pinned`.',
        'That time has passed: [GeneratorStandsStill](#generatorstandsstill), or the log of the generator for this environment.',
      ],
    },
    {
      name: 'ManyEnvironmentsDeleted',
      severity: 'critical',
      // Only while somebody tells of namespaces at all.
      expr: promql`
        count(
          max by (namespace) (kube_namespace_created{${inEnvironment}} offset 15m)
          unless on (namespace) (kube_namespace_status_phase{phase="Active",namespace=~"${ENVIRONMENT}"} == 1)
        ) >= 5
        and on () (count(kube_namespace_created) > 0)`,
      summary: '{{ $value }} environments have gone within 15 minutes',
      description:
        'Unless somebody closed that many pull requests, or a project is being removed, something deletes what it should not.',
      meaning:
        'Argo CD trusts a list of pull requests that is short but looks right; a wrong credential, a renamed repository or a fault at GitHub may give it one. The records in Git are untouched, so what was lost comes back, with empty databases.',
      steps: [
        'Stop it: `kubectl -n argocd scale deployment argocd-applicationset-controller --replicas 0`.',
        'Were the pull requests closed? `git log environments/` in the GitOps repository tells what the generator did; no commit means that Argo CD did it alone.',
        'A project with `state: removing` is on purpose.',
        'Find out why, then scale it back to 1: the Applications of all live records come back.',
      ],
    },
  ];
}
