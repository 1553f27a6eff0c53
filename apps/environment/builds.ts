import type { EnvironmentConfig } from './config.ts';
import { servicesOf } from './services.ts';

/** One image that CI has to build for an environment. Paths are relative to the app's repository. */
export type Build = {
  readonly context: string;
  readonly dockerfile: string;
  /** `undefined`: the image of the project in `platform.yaml`. */
  readonly repository: string | undefined;
  /** The services that run it. */
  readonly services: readonly string[];
};

/** The images that CI builds for a `k8s-ee.yaml`, each once. */
export function buildsOf(config: EnvironmentConfig): Build[] {
  const builds = new Map<string, Build>();
  for (const { name, image } of servicesOf(config)) {
    const key = JSON.stringify([image.repository, image.context, image.dockerfile]);
    const before = builds.get(key)?.services ?? [];
    builds.set(key, { ...image, services: [...before, name] });
  }
  return [...builds.values()];
}
