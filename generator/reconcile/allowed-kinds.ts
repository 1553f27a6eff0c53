import { parseAllDocuments } from 'yaml';
import type { RenderedFile } from '../../apps/environment/render.ts';
import { PLATFORM_DIRECTORY } from '../../apps/platform/names.ts';
import type { GitOpsRepository } from '../gitops/repository.ts';

/** Kinds as `group/Kind` that an AppProject lets Argo CD make. `undefined`: not known. */
export type AllowedKinds = ReadonlySet<string> | undefined;

/**
 * Reads a project's AppProject as it stands on people's branch. What Argo CD would refuse to sync must not
 * be committed: the template may be newer than the last `npm run synth`.
 */
export function createAllowedKinds(
  repository: Pick<GitOpsRepository, 'heads' | 'readPlatformFile'>,
): (projectId: string) => Promise<AllowedKinds> {
  const known = new Map<string, { head: string; allowed: AllowedKinds }>();
  return async (projectId) => {
    const head = repository.heads().platform;
    const before = known.get(projectId);
    if (before?.head === head) return before.allowed;
    const text = await repository.readPlatformFile(`${PLATFORM_DIRECTORY}/${projectId}.yaml`);
    const allowed = text === undefined ? undefined : kindsOf(text);
    known.set(projectId, { head, allowed });
    return allowed;
  };
}

/** The kinds in rendered files that are not allowed, sorted. */
export function lackedKinds(files: readonly RenderedFile[], allowed: AllowedKinds): string[] {
  if (!allowed) return [];
  const manifests = files.filter(({ path }) => path.startsWith('manifests/'));
  const rendered = new Set(manifests.flatMap(({ content }) => renderedKinds(content)));
  return [...rendered].filter((kind) => !allowed.has(kind)).sort();
}

/** By the two lines every rendered object begins with: parsing would take longer than rendering. */
function renderedKinds(content: string): string[] {
  return [...content.matchAll(/^apiVersion: (\S+)\nkind: (\S+)$/gm)].map(
    ([, apiVersion = '', kind = '']) =>
      apiVersion.includes('/') ? `${apiVersion.split('/')[0]}/${kind}` : `/${kind}`,
  );
}

function kindsOf(text: string): AllowedKinds {
  for (const document of parseAllDocuments(text)) {
    if (!('errors' in document) || document.errors.length > 0) return undefined;
    const object: unknown = document.toJS();
    if (isAppProject(object)) {
      const { clusterResourceWhitelist = [], namespaceResourceWhitelist = [] } = object.spec;
      const allowed = [...clusterResourceWhitelist, ...namespaceResourceWhitelist];
      return new Set(allowed.map(({ group, kind }) => `${group}/${kind}`));
    }
  }
  return undefined;
}

type AppProject = {
  readonly kind: 'AppProject';
  readonly spec: {
    readonly clusterResourceWhitelist?: readonly { group: string; kind: string }[];
    readonly namespaceResourceWhitelist?: readonly { group: string; kind: string }[];
  };
};

function isAppProject(object: unknown): object is AppProject {
  if (typeof object !== 'object' || object === null) return false;
  const { kind, spec } = object as { kind?: unknown; spec?: unknown };
  return kind === 'AppProject' && typeof spec === 'object' && spec !== null;
}
