import { imageFor, type Project } from '../platform/platform.ts';
import type { Service } from './services.ts';

/** Beginnings of the image names a project's file may use: its policy's, and where its own image is. */
export function allowedRepositories(project: Project): string[] {
  const own = project.image.slice(0, project.image.lastIndexOf('/') + 1);
  const fixed = own !== '' && !own.includes('{') ? [own] : [];
  return [...new Set([...fixed, ...project.policy.registries])];
}

/** Whether an image name stands below one of these. */
export function isAllowedRepository(repository: string, allowed: readonly string[]): boolean {
  return allowed.some((prefix) => repository.startsWith(prefix));
}

/** The image of each service at one commit: the project's template, with the service's own repository. */
export function imagesOf(
  services: readonly Service[],
  project: Project,
  values: { readonly sha: string; readonly number: string },
): Record<string, string> {
  const image = imageFor(project, values);
  const tag = image.slice(image.lastIndexOf(':'));
  return Object.fromEntries(
    services.map(({ name, image: { repository } }) => [
      name,
      repository === undefined ? image : `${repository}${tag}`,
    ]),
  );
}
