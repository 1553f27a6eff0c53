import { spawnSync } from 'node:child_process';
import { repositoryRoot } from '../support/source-tree.ts';

export type Finding = { readonly check: string; readonly object: string; readonly what: string };

type Scored = {
  readonly object_name: string;
  readonly checks: readonly {
    readonly check: { readonly id: string };
    /** 1 critical, 5 warning, 7 almost, 10 well. */
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly path: string; readonly summary: string }[] | null;
  }[];
};
const WELL = 10;

/** What kube-score says of the objects in these files, which it sees together. */
export function findingsOfKubeScore(...files: readonly string[]): Finding[] {
  const optional = ['--enable-optional-test', 'container-seccomp-profile,container-ports-check'];
  const args = ['score', '--output-format', 'json', '--kubernetes-version', 'v1.34', ...optional];
  const objects = answerOf('kube-score', [...args, ...files]) as Scored[];
  if (objects.length < files.length / 2)
    throw new Error(`kube-score read too little of ${files[0]}`);
  return objects.flatMap(({ object_name: object, checks }) =>
    checks
      .filter(({ grade, skipped }) => !skipped && grade < WELL)
      .flatMap(({ check, comments }) =>
        (comments ?? [{ path: '', summary: '' }]).map(({ path, summary }) => ({
          check: check.id,
          object,
          what: `${path} ${summary}`.trim(),
        })),
      ),
  );
}

type Checked = {
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      readonly file_path: string;
      readonly resource: string;
    }[];
  };
  readonly summary: { readonly passed: number; readonly parsing_errors: number };
};

/** What checkov's rules for Kubernetes say of all files below `directory`; at least so many of its checks pass. */
export function findingsOfCheckov(directory: string, least: number): Finding[] {
  const args = ['--framework', 'kubernetes', '--compact', '--quiet', '--skip-download'];
  const answer = answerOf('checkov', ['-d', directory, ...args, '--output', 'json']) as Checked;
  const { passed, parsing_errors: unread } = answer.summary;
  if (passed < least || unread > 0) {
    throw new Error(
      `checkov passed ${passed} checks of ${directory} and could not read ${unread} files`,
    );
  }
  return answer.results.failed_checks.map((failed) => ({
    check: failed.check_id,
    object: `${failed.file_path}: ${failed.resource}`,
    what: failed.check_name,
  }));
}

/** Its JSON; both end with exit code 1 where they find something. */
function answerOf(program: string, args: readonly string[]): unknown {
  const options = { cwd: repositoryRoot, encoding: 'utf8', maxBuffer: 2 ** 27 } as const;
  const { status, stdout, stderr, error } = spawnSync(program, args, options);
  if (error) throw error;
  if (status !== 0 && status !== 1) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}
