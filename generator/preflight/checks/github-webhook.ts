import type { Platform } from '../../../apps/platform/config.ts';
import type { Asked } from '../../asked.ts';
import type { Auth } from '../../github/connections.ts';
import type { GitHubInspection, HookFacts, RepositoryHook } from '../../github/inspection.ts';
import { EVENTS } from '../../github-app/endpoints.ts';
import { findingsOf, listed, type Finding } from '../finding.ts';

const found = findingsOf('github-webhook');

/** GitHub tells the generator what happens, and the generator takes it. */
export async function checkGitHubWebhook(
  auth: Asked<Auth>,
  inspect: (auth: Auth) => GitHubInspection,
  { url, platform }: { readonly url: string | undefined; readonly platform: Platform },
): Promise<Finding[]> {
  if (auth.kind === 'unknown') return [found.unknown(auth.reason)];
  if (url === undefined) return [found.unknown('platform.yaml has no opsDomain to expect it at')];
  const github = inspect(auth.value);
  if (auth.value.kind === 'app') return ofApp(github, url);
  return Promise.all(
    platform.projects.map(({ repository }) => ofRepository(github, repository, url)),
  );
}

/** What is wrong with how a webhook is set up. */
function flaws(hook: HookFacts, url: string): string[] {
  return [
    ...(hook.url === url ? [] : [`it goes to ${hook.url || 'nowhere'}, not to ${url}`]),
    ...(hook.json ? [] : ['its content type is not application/json']),
    ...(hook.signed ? [] : ['it has no secret']),
    ...(hook.verifiesTls ? [] : ['it does not verify TLS']),
  ];
}

async function ofApp(github: GitHubInspection, url: string): Promise<Finding[]> {
  const hook = await github.hook();
  if (hook.kind === 'unknown') {
    return [found.fail(`the App has no webhook: ${hook.reason}`, 'Set it on the page of the App.')];
  }
  const wrong = flaws(hook.value, url);
  return [
    wrong.length === 0
      ? found.ok(`the App’s webhook goes to ${url}`)
      : found.fail(`the App’s webhook: ${listed(wrong)}`, 'Correct it on the page of the App.'),
    await deliveries(github),
  ];
}

async function deliveries(github: GitHubInspection): Promise<Finding> {
  const asked = await github.deliveries();
  if (asked.kind === 'unknown') return found.unknown(asked.reason);
  const [last] = asked.value;
  if (last === undefined) {
    return found.warn('nothing was delivered yet', 'Open a pull request, or redeliver the ping.');
  }
  const failed = asked.value.filter(({ status }) => !isTaken(status)).length;
  const counted = `${failed} of the last ${asked.value.length} deliveries failed`;
  if (!isTaken(last.status)) {
    return found.fail(
      `the last delivery (${last.event}, ${last.at}) ${answered(last.status)}; ${counted}`,
      remedy(last.status),
    );
  }
  return failed > 0
    ? found.warn(
        `the last delivery was taken; ${counted}`,
        'Nothing, if that was before the installation.',
      )
    : found.ok(`the last ${asked.value.length} deliveries were taken`);
}

async function ofRepository(
  github: GitHubInspection,
  repository: string,
  url: string,
): Promise<Finding> {
  const asked = await github.repositoryHooks(repository);
  if (asked.kind === 'unknown') {
    return found.unknown(
      `${repository}: the token may not see its webhooks`,
      `Look yourself: Settings, Webhooks, Recent Deliveries.`,
    );
  }
  const hook = asked.value.find((one) => one.url === url);
  const next = 'Correct it: Settings, Webhooks.';
  if (hook === undefined) return found.fail(`${repository} has no webhook to ${url}`, next);
  const wrong = [...flaws(hook, url), ...ofEvents(hook)];
  if (wrong.length > 0) return found.fail(`the webhook of ${repository}: ${listed(wrong)}`, next);
  if (hook.answered !== undefined && !isTaken(hook.answered)) {
    const said = `the last delivery of ${repository} ${answered(hook.answered)}`;
    return found.fail(said, remedy(hook.answered));
  }
  return found.ok(`the webhook of ${repository} goes to ${url}`);
}

function ofEvents({ active, events }: RepositoryHook): string[] {
  const missing = Object.keys(EVENTS)
    .filter((event) => event !== 'push')
    .filter((event) => !events.includes(event) && !events.includes('*'));
  return [
    ...(active ? [] : ['it is switched off']),
    ...(missing.length === 0 ? [] : [`it is not told of ${listed(missing)}`]),
  ];
}

const isTaken = (status: number) => status >= 200 && status < 300;

function answered(status: number): string {
  return status === 0 ? 'reached nobody' : `was answered with ${status}`;
}

function remedy(status: number): string {
  if (status === 401) {
    return 'GitHub and the Secret k8s-ee-system/generator have different webhook secrets: make them one, and redeliver.';
  }
  if (status === 0) return 'See that the server is reached from the internet: DNS, firewall, TLS.';
  return 'See what stands at that address: the log of the generator, and its Ingress.';
}
