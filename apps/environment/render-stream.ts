import { parse } from 'yaml';
import { environmentId } from '../../constructs/names.ts';
import { findProject, parsePlatform } from '../platform/config.ts';
import type { Parsed, Problem } from '../problems.ts';
import { formatViolation, type Check, type Violation } from './check/check.ts';
import { boundsOf, parseEnvironmentConfig } from './config.ts';
import { frozenData } from './frozen-data.ts';
import { imagesOf } from './images.ts';
import { NUMBER_PATTERN } from './record-schema.ts';
import type { EnvironmentRecord } from './record-type.ts';
import { renderEnvironment } from './render.ts';
import { servicesOf } from './services.ts';

const SAMPLE_SHA = '0123456789abcdef0123456789abcdef01234567';
/** The same file renders to the same bytes on every day. */
const SAMPLE_TIME = '2026-01-01T00:00:00.000Z';

type NamedText = { readonly name: string; readonly text: string };

/**
 * What a `k8s-ee.yaml` becomes, as one stream of YAML documents; problems name their file. What would not be
 * committed is a problem as well.
 */
export function renderStream(input: {
  readonly config: NamedText;
  readonly platform: NamedText;
  readonly number: string;
  readonly sha: string | undefined;
  readonly check: Check;
}): Parsed<string> {
  const { number, sha = SAMPLE_SHA } = input;
  if (!NUMBER_PATTERN.test(number)) {
    return refuse('--pr', `expected the number of a pull request such as 7, got "${number}"`);
  }
  if (!/^[0-9a-f]{40}$/.test(sha)) {
    return refuse('--sha', `expected a full commit SHA, got "${sha.slice(0, 80)}"`);
  }
  const platform = parsePlatform(input.platform.text);
  if (!platform.ok) return { ok: false, problems: named(input.platform, platform.problems) };
  const id = projectIdOf(input.config.text);
  const project = findProject(platform.value, id) ?? platform.value.projects[0];
  if (!project) return refuse(input.platform.name, 'names no project; add one to projects');
  const bounds = boundsOf(project, platform.value);
  const config = parseEnvironmentConfig(input.config.text, bounds);
  if (!config.ok) return { ok: false, problems: named(input.config, config.problems) };
  const images = imagesOf(servicesOf(config.value), project, { sha, number });
  const record: EnvironmentRecord = {
    number,
    project: project.id,
    id: environmentId(project.id, number),
    state: 'active',
    keep: 'open',
    source: {
      ...{ repository: project.repository, repositoryId: 1, sha, branch: 'main', base: 'main' },
      ...{ author: 'nobody', fork: false },
    },
    images,
    config: config.value,
    data: frozenData(config.value, images, undefined),
    lifecycle: { createdAt: SAMPLE_TIME, pushedAt: SAMPLE_TIME },
  };
  const { files, objects } = renderEnvironment(record, platform.value);
  const violations = input.check(objects, { record, platform: platform.value });
  if (violations.length > 0) {
    const message = (one: Violation) => `must not be committed: ${formatViolation(one)}`;
    return {
      ok: false,
      problems: violations.map((one) => ({ path: 'the template', message: message(one) })),
    };
  }
  const manifests = files.filter(({ path }) => path.startsWith('manifests/'));
  return { ok: true, value: manifests.map(({ content }) => content).join('---\n') };
}

function refuse(path: string, message: string): { ok: false; problems: Problem[] } {
  return { ok: false, problems: [{ path, message }] };
}

function named({ name }: NamedText, problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => ({ ...problem, message: `${problem.message} (${name})` }));
}

/** Only to choose the project by; whatever is wrong with the file is told by its parser. */
function projectIdOf(text: string): string {
  try {
    const value: unknown = (parse(text, { maxAliasCount: 0 }) as { projectId?: unknown }).projectId;
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
