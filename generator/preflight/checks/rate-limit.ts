import type { Platform } from '../../../apps/platform/config.ts';
import type { Asked } from '../../asked.ts';
import type { Auth } from '../../github/connections.ts';
import type { GitHubInspection } from '../../github/inspection.ts';
import { findingsOf, type Finding } from '../finding.ts';

const ENOUGH = 0.2;

/** Both credentials have requests left, and do not share them. */
export async function checkRateLimits(
  given: { readonly generator: Asked<Auth>; readonly argocd: Asked<Auth> },
  inspect: (auth: Auth) => GitHubInspection,
  { projects }: Platform,
): Promise<Finding[]> {
  const repository = projects[0]?.repository;
  const found = findingsOf('rate-limit');
  if (repository === undefined) return [found.unknown('there is no project to ask for')];
  const findings: Finding[] = [];
  const accounts: string[] = [];
  const named = [
    ['the generator', given.generator],
    ['Argo CD', given.argocd],
  ] as const;
  for (const [who, auth] of named) {
    if (auth.kind === 'unknown') {
      findings.push(found.unknown(`${who}: ${auth.reason}`));
      continue;
    }
    const github = inspect(auth.value);
    const account = await github.account();
    if (account.kind === 'known') accounts.push(account.value);
    const asked = await github.rateLimit(repository);
    if (asked.kind === 'unknown') {
      findings.push(found.unknown(`${who}: ${asked.reason}`));
      continue;
    }
    const { limit, remaining } = asked.value;
    const said = `${who} has ${remaining} of ${limit} requests left this hour`;
    findings.push(
      remaining < limit * ENOUGH
        ? found.warn(said, 'See what else uses this credential.')
        : found.ok(said),
    );
  }
  if (accounts.length === 2 && accounts[0] === accounts[1]) {
    findings.push(
      found.warn(
        `the generator and Argo CD share the requests of ${accounts[0]}`,
        'Give Argo CD a credential of another account or App.',
      ),
    );
  }
  return findings;
}
