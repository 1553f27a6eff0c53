import { parse } from 'yaml';
import { buildsOf, type Build } from '../environment/builds.ts';
import { parseEnvironmentConfig, type ConfigBounds } from '../environment/config.ts';
import type { Parsed } from '../problems.ts';

/** The platform's limits are not known to an app's CI; the generator heeds them. */
function boundless(projectId: string): ConfigBounds {
  return {
    projectId,
    repositories: [''],
    limits: { cpu: '1024', memory: '64Ti', storage: '1024Ti' },
    ttl: 'never',
    sleepAfter: 'never',
    ingressAnnotations: [],
    prometheus: true,
  };
}

/** The images that CI builds for a `k8s-ee.yaml`; what is wrong with the file otherwise is told as well. */
export function readBuilds(text: string): Parsed<Build[]> {
  const config = parseEnvironmentConfig(text, boundless(projectIdOf(text)));
  if (config.ok) return { ok: true, value: buildsOf(config.value) };
  // Annotations are for the platform to allow.
  const problems = config.problems.filter(({ path }) => !path.includes('ingress.annotations'));
  if (problems.length > 0) return { ok: false, problems };
  return readBuilds(withoutAnnotations(text));
}

function withoutAnnotations(text: string): string {
  const file = parse(text) as Ingressed & { services?: Record<string, Ingressed> };
  for (const one of [file, ...Object.values(file.services ?? {})]) delete one.ingress;
  return JSON.stringify(file);
}

type Ingressed = { ingress?: unknown };

function projectIdOf(text: string): string {
  try {
    const value: unknown = (parse(text, { maxAliasCount: 0 }) as { projectId?: unknown }).projectId;
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
