import { namespaces } from '../namespaces.ts';
import { jobs } from '../monitors.ts';
import { promql, type Alert } from './alert.ts';
import { moved } from './selectors.ts';

const rounds = (result: string) => `k8s_ee_rounds_total{result="${result}"}`;

/** The service that makes pull requests into environments. */
export const generatorAlerts: readonly Alert[] = [
  {
    name: 'GeneratorDown',
    severity: 'critical',
    expr: `absent(up{job="${jobs.generator}",namespace="${namespaces.system}"} == 1)`,
    for: '5m',
    summary: 'The generator does not answer',
    description:
      'No preview is made, updated or woken. What runs keeps running, and closed pull requests are still pruned by Argo CD.',
    meaning:
      'Nothing is lost: when it is back, its sweep finds what it missed. Until then nobody gets a new preview.',
    steps: [
      '`kubectl -n k8s-ee-system get pods` and `kubectl -n k8s-ee-system logs deployment/generator --previous`.',
      'It prints every problem of `platform.yaml` and of its settings at start, then stops.',
      'Pending: it asks for little; the node is full, see [NodeUnderPressure](#nodeunderpressure).',
    ],
  },
  {
    name: 'GeneratorStandsStill',
    severity: 'critical',
    // It looks at every environment once an hour.
    expr: promql`
      sum(k8s_ee_environments) > 0
      and sum(k8s_ee_environments offset 2h) > 0
      and ${moved('k8s_ee_rounds_total', '2h')} == 0`,
    for: '10m',
    summary: 'The generator has decided nothing for two hours',
    description: 'It runs, but looks at no environment; it should do so at least once an hour.',
    meaning:
      'Expiry, sleep and lost webhooks are found by its sweep. Without rounds it is alive and does nothing.',
    steps: [
      '`/readyz` names the part that does not answer: git, github or platform.',
      'Its log of the last two hours; then `kubectl -n k8s-ee-system rollout restart deployment/generator`, which is always safe.',
    ],
  },
  {
    name: 'PushFailing',
    severity: 'critical',
    expr: promql`
      sum(increase(${rounds('failed')}[15m])) > 3
      unless on () sum(increase(${rounds('pushed')}[15m])) > 0`,
    for: '5m',
    summary: 'The generator cannot write to the GitOps repository',
    description:
      'Rounds fail and are tried again; deliveries are still accepted. /readyz and the log say why.',
    meaning:
      'Nothing new is deployed and nothing closed is removed by the generator until it can push.',
    steps: [
      '“authentication”, “403”: the token or key has run out, or may not push to the environments branch.',
      '“history was rewritten”: somebody forced the branch; restore the old head, or confirm the new one with `gitops.acceptHead`.',
      'A branch protection rule on `environments` must let the generator push.',
    ],
  },
  {
    name: 'GitHubUnknown',
    severity: 'warning',
    expr: 'sum(increase(k8s_ee_unknown_observations_total[15m])) > 10',
    for: '10m',
    summary: 'GitHub does not tell the generator about pull requests',
    description:
      'Unknown means keep: nothing is made, changed or removed for them. githubstatus.com first, then the credential.',
    meaning:
      'Each look at a pull request that ended in an error counts: 403, 404, 5xx, a time-out, a limit. They are tried again with growing pauses.',
    steps: [
      'The log names the answer. 401 or 403: the App’s key or the token; 404: the App is not installed on that repository, or it was renamed.',
      'A limit: [GitHubLimitOfGenerator](#githublimitofgenerator).',
    ],
  },
  {
    name: 'GitHubLimitOfGenerator',
    severity: 'warning',
    // Before the first answer, and where GitHub sets no limit, it is 0 and always was.
    expr: promql`
      max(k8s_ee_github_requests_remaining) < 500
      and max(max_over_time(k8s_ee_github_requests_remaining[2h])) > 0`,
    for: '5m',
    summary: 'The generator has {{ $value }} requests to GitHub left for this hour',
    description: 'At 0 it waits until the hour is over. Somebody else may be using its credential.',
    meaning:
      'A token has 5,000 requests an hour, an App that or more. The generator takes a few for each event.',
    steps: [
      'Does anything else use the token? Give the generator one of its own, better an App.',
      'Argo CD must have its own: `argocd.github` in `platform.yaml`.',
      'A bot that comments or pushes in a loop: `k8s_ee_webhook_deliveries_total` on the dashboard Platform.',
    ],
  },
  {
    name: 'WebhookSilence',
    severity: 'warning',
    expr: promql`
      ${moved('k8s_ee_time_to_ready_seconds_count', '6h')} > 0
      and on () ${moved('k8s_ee_webhook_deliveries_total{outcome="accepted"}', '6h')} == 0`,
    for: '15m',
    summary: 'No webhook of GitHub has arrived for six hours, though there were pushes',
    description:
      'The sweep found the pushes, minutes late. GitHub’s page of the webhook, Recent Deliveries, says what went wrong.',
    meaning:
      'Everything still works, but slowly: pushes and commands are found by the sweep every five minutes instead of at once.',
    steps: [
      'GitHub → the App or the repository → Webhooks → Recent Deliveries: the status and the answer.',
      'A time-out: DNS, firewall or Traefik. 401: the secrets differ ([WebhooksRefused](#webhooksrefused)). No deliveries: the webhook is off.',
    ],
  },
  {
    name: 'WebhooksRefused',
    severity: 'warning',
    expr: promql`
      sum by (reason) (
        increase(k8s_ee_webhook_deliveries_total{outcome="refused",reason!~"starting|draining"}[1h])
      ) > 5`,
    summary: 'The generator refuses webhooks: {{ $labels.reason }}',
    description:
      '{{ $value | humanize }} within an hour. signature: the secret at GitHub is another one.',
    meaning:
      'GitHub shows them as failed. After a change of the secret on one side only, none is accepted; single ones come from whoever scans the internet.',
    steps: [
      '`signature`: set the same secret at GitHub and in `k8s-ee-system/generator`; while changing it, the former one is accepted too.',
      '`json`: the webhook’s content type must be `application/json`. `too-large`: over 25 MB, which GitHub does not send.',
      '`error`: a fault of the generator; its log has it.',
    ],
  },
  {
    name: 'PlatformConfigInvalid',
    severity: 'warning',
    expr: 'max(k8s_ee_platform_config_valid) == 0',
    for: '10m',
    summary: 'platform.yaml on the main branch is not in effect',
    description:
      'It has a mistake, so the last good one holds. The generator’s log and dashboard name the line.',
    meaning:
      'Changes of policy, projects and capacity do nothing until it is corrected. A restart of the generator would fail.',
    steps: [
      'The dashboard of the generator shows every problem with its line; so does `npm run synth -- --gitops DIR`.',
      'Some changes are refused while records exist: `gitops.*`, and `id` and `repository` of a project.',
    ],
  },
  {
    name: 'EnvironmentsNeedAPerson',
    severity: 'warning',
    expr: 'sum by (rule) (k8s_ee_alarms) > 0',
    for: '10m',
    summary: '{{ $value }} environments need a person: {{ $labels.rule }}',
    description:
      'The generator leaves them as they are, because what it sees should not be. Its log says “a person is needed” for each.',
    meaning:
      'Rules: `project-vanished` (the project is no longer in `platform.yaml`), `repository-changed` (another repository has its name), `record-left-alone` (a record that cannot be read and never could), `kinds-not-allowed` (an AppProject lacks a kind of the template), `check-failed` (the template renders what must not be committed).',
    steps: [
      '`project-vanished`: give the entry back with `state: removing`, wait, then delete it.',
      '`repository-changed`: correct `repository`; to end its environments, `state: destroying` in their records.',
      '`record-left-alone`: correct the field that the log names.',
      '`kinds-not-allowed`: `npm run synth` with this release, and push the result. `check-failed`: go back to the former release, and report it.',
    ],
  },
  {
    name: 'RecordsRepaired',
    severity: 'warning',
    expr: 'sum(increase(k8s_ee_record_repairs_total[1h])) > 0',
    summary: 'Records in the GitOps repository were spoiled and put back',
    description:
      'Somebody, or something, writes to the environments branch by hand. The log names the records.',
    meaning:
      'A record that was deleted, emptied or made unreadable is restored from its last good commit before anything is decided, so no environment was harmed.',
    steps: [
      '`git log environments/` shows who pushed; tell them [how it is done by hand](operations.md#by-hand).',
    ],
  },
  {
    name: 'PeopleNotTold',
    severity: 'warning',
    expr: 'sum(increase(k8s_ee_comments_total{result="failed"}[30m])) > 5',
    summary: 'Comments on pull requests cannot be written',
    description:
      'Previews work, but their authors do not see that. The log says what GitHub answers.',
    meaning:
      'The comment is how people learn the address and what is wrong. A tombstone also waits for its last comment, up to 24 hours.',
    steps: [
      '403: the App lacks “Pull requests: write” or “Issues: write”; or the conversation is locked.',
      'A secondary limit of GitHub passes by itself.',
    ],
  },
  {
    name: 'ArgoCdNotTold',
    severity: 'warning',
    expr: 'sum by (target) (increase(k8s_ee_argocd_notifications_total{result="failed"}[30m])) > 5',
    summary: 'Argo CD does not take the generator’s webhooks: {{ $labels.target }}',
    description: 'Argo CD asks for itself every few minutes, so previews are slow, not broken.',
    meaning: 'A push is deployed within seconds only because Argo CD is told of it.',
    steps: [
      'The log names the answer. 401 or 400: `ARGOCD_WEBHOOK_SECRET` and `webhook.github.secret` in `argocd-secret` differ.',
      'A time-out: the NetworkPolicy of one of both, or `argocd.serverWebhook` and `argocd.applicationSetWebhook` in `platform.yaml`.',
    ],
  },
];
