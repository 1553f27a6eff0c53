import { databaseKinds, DATABASE_NAMES } from '../../constructs/environment/databases/kinds.ts';
import type { DatabaseName } from '../../constructs/environment/databases/kinds.ts';
import type { Parsed } from '../problems.ts';
import { parseYaml } from '../yaml-document.ts';
import { boundProblems, type BoundProblem, type ConfigBounds } from './config/bounds.ts';
import type { DatabaseConfig, EnvironmentConfig } from './config/environment-config.ts';
import { configSchema, type ConfigInput } from './config/schema.ts';

export { boundsOf, type ConfigBounds } from './config/bounds.ts';
export type { DatabaseConfig, EnvironmentConfig } from './config/environment-config.ts';

export const CONFIG_FILE = 'k8s-ee.yaml';

const MAX_BYTES = 64 * 1024;

/** Reads `k8s-ee.yaml`; reports every problem at once, each with its line. */
export function parseEnvironmentConfig(
  text: string,
  bounds: ConfigBounds,
): Parsed<EnvironmentConfig> {
  const schema = configSchema.superRefine(
    (input, context) => {
      const told = context.issues.map(({ path }) => (path ?? []).join('.'));
      const untold = ({ path }: BoundProblem) => !told.includes(path.join('.'));
      for (const { path, message } of problemsWithin(input, bounds).filter(untold)) {
        context.addIssue({ code: 'custom', path: [...path], message });
      }
    },
    // Also where other fields are wrong: all problems at once.
    { when: () => true },
  );
  const parsed = parseYaml(text, schema, { maxBytes: MAX_BYTES, name: CONFIG_FILE });
  return parsed.ok ? { ok: true, value: resolve(parsed.value) } : parsed;
}

/** Of an input that may be wrong in any way: what cannot be looked at is told by the schema. */
function problemsWithin(input: ConfigInput, bounds: ConfigBounds): BoundProblem[] {
  try {
    return boundProblems(resolve(input), bounds);
  } catch {
    return [];
  }
}

function resolve(input: ConfigInput): EnvironmentConfig {
  const { databases, services, app, ...rest } = input;
  const withApp = (given: ConfigInput['app']) => ({ port: 3000, healthPath: '/health', ...given });
  return {
    ...rest,
    ...(services
      ? {
          services: Object.fromEntries(
            Object.entries(services).map(([name, service]) => [
              name,
              { ...service, app: withApp(service.app) },
            ]),
          ),
          ...(app && { app }),
        }
      : { app: withApp(app) }),
    databases: Object.fromEntries(
      DATABASE_NAMES.flatMap((name) => {
        const config = databaseConfig(name, databases[name]);
        return config ? [[name, config]] : [];
      }),
    ),
  };
}

function databaseConfig(
  name: DatabaseName,
  given: ConfigInput['databases'][DatabaseName],
): DatabaseConfig | undefined {
  const written = given === true ? {} : given;
  if (!written || written.enabled === false) return undefined;
  const { enabled: _enabled, version, storage, ...options } = written;
  const { defaultVersion, defaultStorage } = databaseKinds[name];
  return { version: version ?? defaultVersion, storage: storage ?? defaultStorage, ...options };
}
