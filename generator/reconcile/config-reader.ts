import {
  parseEnvironmentConfig,
  type ConfigBounds,
  type EnvironmentConfig,
} from '../../apps/environment/config.ts';
import type { Parsed } from '../../apps/problems.ts';

export type ConfigReader = (text: string, bounds: ConfigBounds) => Parsed<EnvironmentConfig>;

const MOST_REMEMBERED = 500;

/** Reads `k8s-ee.yaml`; the same text within the same bounds is read once, however often it is looked at. */
export function createConfigReader(): ConfigReader {
  const known = new Map<string, Parsed<EnvironmentConfig>>();
  return (text, bounds) => {
    const key = `${JSON.stringify(bounds)}\n${text}`;
    const before = known.get(key);
    if (before) return before;
    const parsed = parseEnvironmentConfig(text, bounds);
    known.set(key, parsed);
    for (const oldest of known.keys()) {
      if (known.size <= MOST_REMEMBERED) break;
      known.delete(oldest);
    }
    return parsed;
  };
}
