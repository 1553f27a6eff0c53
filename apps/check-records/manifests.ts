import { isMap, parseAllDocuments } from 'yaml';

/**
 * What is wrong with one file of manifests: unreadable, objects that Argo CD would leave out in
 * silence, or that belong to another environment, which its AppProject does not stop.
 *
 * @param id the environment's id, which is also its namespace
 */
export function manifestProblems(text: string, id: string): string[] {
  const documents = parseAllDocuments(text);
  return [...documents].flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) return [error.message.split('\n')[0] ?? error.code];
    if (document.contents === null) return [];
    if (!isMap(document.contents)) return ['holds something that is no Kubernetes object'];
    const missing = ['apiVersion', 'kind', 'metadata'].filter((key) => !document.has(key));
    if (missing.length > 0) return [`an object lacks ${missing.join(' and ')}`];
    const kind = String(document.get('kind'));
    const field = kind === 'Namespace' ? 'name' : 'namespace';
    const value: unknown = document.getIn(['metadata', field]);
    if (value === id) return [];
    return [
      `${kind}: metadata.${field} must be ${JSON.stringify(id)}, got ${JSON.stringify(value)}`,
    ];
  });
}
