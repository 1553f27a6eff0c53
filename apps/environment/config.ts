import type { z } from 'zod';
import { parseMemory } from '../../constructs/quantity.ts';
import type { Policy } from '../platform/policy.ts';
import type { Parsed, Problem } from '../problems.ts';
import { parseYaml } from '../yaml-document.ts';
import { configSchema } from './config-schema.ts';

/** `k8s-ee.yaml` with every default filled in: the shape of an app, as its team describes it. */
export type EnvironmentConfig = {
  readonly projectId: string;
  readonly app: {
    /** Where the app listens; it may not need privileges for it. */
    readonly port: number;
    /** Answers below 400 once the app serves. */
    readonly healthPath: string;
  };
  readonly databases: {
    readonly postgresql?: { readonly version: string; readonly storage: string };
  };
};

/** What the platform allows the file to say. */
export type ConfigBounds = { readonly projectId: string; readonly limits: Policy['limits'] };

export const CONFIG_FILE = 'k8s-ee.yaml';

const MAX_BYTES = 64 * 1024;
/** What a database asks for unless the file says otherwise. */
const DEFAULT_STORAGE = '1Gi';

/** Reads `k8s-ee.yaml`; reports every problem at once, each with its line. */
export function parseEnvironmentConfig(
  text: string,
  bounds: ConfigBounds,
): Parsed<EnvironmentConfig> {
  const schema = configSchema.superRefine((input, context) => {
    for (const { path, message } of boundProblems(input, bounds)) {
      context.addIssue({ code: 'custom', path: path.split('.'), message });
    }
  });
  const parsed = parseYaml(text, schema, { maxBytes: MAX_BYTES, name: CONFIG_FILE });
  return parsed.ok ? { ok: true, value: resolve(parsed.value) } : parsed;
}

type Input = z.output<typeof configSchema>;

function resolve({ projectId, app, databases }: Input): EnvironmentConfig {
  const { postgresql } = databases;
  const given = typeof postgresql === 'boolean' ? { enabled: postgresql } : postgresql;
  const on = given !== undefined && given.enabled !== false;
  return {
    projectId,
    app,
    databases: on
      ? {
          postgresql: {
            version: ('version' in given ? given.version : undefined) ?? '17',
            storage: storageOf(postgresql) ?? DEFAULT_STORAGE,
          },
        }
      : {},
  };
}

function storageOf(postgresql: Input['databases']['postgresql']): string | undefined {
  return typeof postgresql === 'object' ? postgresql.storage : undefined;
}

function boundProblems(input: Input, { projectId, limits }: ConfigBounds): Problem[] {
  const problems: Problem[] = [];
  if (input.projectId !== projectId) {
    const message = `expected "${projectId}", the project of this repository, got "${input.projectId}"`;
    problems.push({ path: 'projectId', message });
  }
  const storage = storageOf(input.databases.postgresql);
  if (storage !== undefined && parseMemory(storage) > parseMemory(limits.storage)) {
    const message = `expected at most ${limits.storage}, what the platform allows one environment, got "${storage}"`;
    problems.push({ path: 'databases.postgresql.storage', message });
  }
  return problems;
}
