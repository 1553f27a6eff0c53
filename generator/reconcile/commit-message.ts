import { environmentDirectory } from '../../apps/environment/record.ts';
import { environmentId } from '../../constructs/names.ts';
import type { Repair } from '../gitops/records.ts';
import type { Decided } from './decision.ts';

type Provenance = {
  /** Paths that the commit changes. */
  readonly paths: readonly string[];
  /** The commit of the branch that holds `platform.yaml`. */
  readonly platformCommit: string;
  readonly version: string;
};

/**
 * The message of a round's commit: what happened to which environment and why, then trailers for machines.
 * Holds no text of a pull request but its head's SHA and its author's login.
 */
export function commitMessage(
  decided: readonly Decided[],
  repairs: readonly Repair[],
  { paths, platformCommit, version }: Provenance,
): string {
  const changed = decided.filter(({ key }) => {
    const directory = `${environmentDirectory(key)}/`;
    return paths.some((path) => path.startsWith(directory));
  });
  const lines = [
    ...repairs.map(({ id, reason }) => plain(`${id}: repaired, ${reason}`)),
    ...changed.map((one) =>
      plain(`${idOf(one)}: ${isDrift(one, paths) ? DRIFT : one.decision.reason}`),
    ),
  ];
  const trailers = [
    ...changed.flatMap((one) => [
      `Environment: ${idOf(one)}`,
      `Cause: ${one.decision.rule}`,
      ...provenance(one),
    ]),
    ...repairs.map(({ id }) => `Repaired: ${plain(id)}`),
    `Platform-Commit: ${platformCommit}`,
    `Generator-Version: ${version}`,
  ];
  const first = lines[0] ?? 'nothing to do';
  const subject = lines.length > 1 ? `${first} (and ${lines.length - 1} more)` : first;
  return [subject, '', ...lines.map((line) => `- ${line}`), '', ...trailers, ''].join('\n');
}

const DRIFT =
  'its manifests were not what its record says (edited by hand, or platform.yaml changed); rendered again';

/** The record stays, the manifests do not: what somebody did to them is overwritten, and this says so. */
function isDrift({ key, decision }: Decided, paths: readonly string[]): boolean {
  const record = `${environmentDirectory(key)}/environment.yaml`;
  return decision.outcome.kind === 'write' && !paths.includes(record);
}

function idOf({ key }: Decided): string {
  return environmentId(key.project, key.number);
}

function provenance({ observation, decision }: Decided): string[] {
  const fact = observation.pullRequest;
  const by = decision.outcome.kind === 'write' ? decision.outcome.record.cause?.by : undefined;
  const actor = by ?? (fact.kind === 'found' ? fact.pullRequest.author.login : 'git');
  const head = fact.kind === 'found' ? [`Head: ${fact.pullRequest.head.sha}`] : [];
  const commands = (decision.answers ?? [])
    .filter(({ result }) => result === 'done')
    .map(
      ({ text, commentId, login }) =>
        `Command: ${plain(text)} (comment ${commentId} by ${plain(login)})`,
    );
  return [...head, `Actor: ${plain(actor)}`, ...commands];
}

/** One line of at most 200 characters, none of them invisible: no text may add lines or trailers. */
function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ');
  return [...line].slice(0, 200).join('');
}
