import { SecretStore } from '../../../constructs/platform/secret-store.ts';
import type { Platform } from '../platform.ts';
import type { Component } from './component.ts';
import { namespaces } from './namespaces.ts';

/** The namespaces of all stores, as a glob; `*` is a project's id. */
export const SECRET_NAMESPACES = 'k8s-ee-secrets-*';

/** `k8s-ee-secrets-shop`: whatever Secret is put there, the project's environments may use. */
export function secretNamespace(projectId: string): string {
  return SECRET_NAMESPACES.replace('*', projectId);
}

/** A store of secrets for each project, one that is being removed too: its environments are still there. */
export function secretStores({ projects }: Pick<Platform, 'projects'>): Component | undefined {
  if (projects.length === 0) return undefined;
  return {
    name: 'secret-stores',
    namespace: namespaces.externalSecrets,
    description: 'The secrets of each project, for its own environments',
    objects: (file) => {
      for (const { id } of projects) {
        new SecretStore(file(id), 'store', { projectId: id, namespace: secretNamespace(id) });
      }
    },
  };
}
