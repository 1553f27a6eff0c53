import { imageFor, type Platform } from '../../../apps/platform/config.ts';
import type { Registry } from '../../registry/registry.ts';
import { findingsOf, type Finding } from '../finding.ts';

/** A commit that nobody has: what is asked for is never there, and the answer tells whether it could be. */
const NOBODYS = { sha: '0'.repeat(40), number: '0' };

/** The registry of each project's image answers, and knows the generator where it must. */
export async function checkRegistries(registry: Registry, platform: Platform): Promise<Finding[]> {
  const found = findingsOf('registry');
  const projects = platform.projects.filter(({ policy }) => policy.images === 'digest');
  if (projects.length === 0) return [found.ok('no project waits for images')];
  return Promise.all(
    projects.map(async (project) => {
      const fact = await registry.digest(imageFor(project, NOBODYS));
      const private_ =
        'A private image needs registry-auth in the Secret k8s-ee-system/generator, and /etc/rancher/k3s/registries.yaml on the server, with which it is pulled.';
      if (fact.kind === 'found') return found.ok(`${project.id}: ${project.image} can be read`);
      if (fact.kind === 'unknown') {
        return / answers 40[13]$/.test(fact.reason)
          ? found.warn(`${project.id}: ${fact.reason}: private, or never pushed to`, private_)
          : found.fail(`${project.id}: ${fact.reason}`, 'See that the server may reach it.');
      }
      // Strangers are not told what is private from what is not there.
      return /\(40[13]\)/.test(fact.reason)
        ? found.warn(
            `${project.id}: ${project.image} is private, or nothing was pushed yet`,
            private_,
          )
        : found.ok(`${project.id}: the registry of ${project.image} answers`);
    }),
  );
}
