import { isMap, LineCounter, parseAllDocuments } from 'yaml';
import type { RenderedFile } from '../environment/render.ts';

export type KubeObject = Readonly<Record<string, unknown>>;

/** `group` is empty for the core kinds. */
export type ObjectName = { readonly group: string; readonly kind: string; readonly name: string };

export type ManifestObject = {
  readonly name: ObjectName;
  /** As written; absent for kinds without one. */
  readonly namespace?: string;
  readonly fields: KubeObject;
};

/** `problems` are lines that name their file. */
export type Objects = {
  /** By group, kind, namespace and name: what makes two manifests the same object. */
  readonly objects: ReadonlyMap<string, ManifestObject>;
  readonly problems: readonly string[];
};

/** Reads the objects of some files of manifests. */
export function readObjects(files: readonly RenderedFile[]): Objects {
  const objects = new Map<string, ManifestObject>();
  const problems: string[] = [];
  for (const { path, content } of files) {
    const lineCounter = new LineCounter();
    for (const document of parseAllDocuments(content, { lineCounter })) {
      const [error] = document.errors;
      if (error === undefined && document.contents === null) continue;
      const object = error ? undefined : manifestObject(document.toJS());
      const line = lineCounter.linePos(error?.pos[0] ?? document.contents?.range?.[0] ?? 0).line;
      const place = `${path}: line ${line}`;
      if (error) problems.push(`${place}: ${firstSentence(error.message)}`);
      else if (!object || !isMap(document.contents)) {
        problems.push(
          `${place}: expected a Kubernetes object with apiVersion, kind and metadata.name`,
        );
      } else {
        const { group, kind, name } = object.name;
        const key = JSON.stringify([group, kind, object.namespace, name]);
        if (objects.has(key)) problems.push(`${place}: ${kind} ${name} stands here a second time`);
        objects.set(key, object);
      }
    }
  }
  return { objects, problems };
}

function manifestObject(value: unknown): ManifestObject | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as KubeObject;
  const metadata = (fields.metadata ?? {}) as Readonly<Record<string, unknown>>;
  const { apiVersion, kind } = fields;
  const { name, namespace } = metadata;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') {
    return undefined;
  }
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return {
    name: { group, kind, name },
    ...(typeof namespace === 'string' && { namespace }),
    fields,
  };
}

/** Without the place, which is said once already, and the excerpt. */
function firstSentence(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
}
