import { parseAllDocuments } from 'yaml';
import { renderPlatform } from '../../../../../apps/platform/render.ts';
import { examplePlatform } from '../../../../gitops-repo/example.ts';

export type RenderedRule = {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
};
export type RenderedGroup = { readonly name: string; readonly rules: readonly RenderedRule[] };

export type RenderedObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec?: { readonly groups?: readonly RenderedGroup[] };
  readonly data?: Readonly<Record<string, string>>;
};

/** The objects of the component, as they stand in the GitOps repository, by file. */
export function renderedObjects(): ReadonlyMap<string, RenderedObject[]> {
  const directory = 'platform/components/observability/';
  return new Map(
    renderPlatform(examplePlatform())
      .filter(({ path }) => path.startsWith(directory))
      .map(({ path, content }) => [
        path.slice(directory.length),
        parseAllDocuments(content).map((document) => document.toJS() as RenderedObject),
      ]),
  );
}

/** The groups of alerts, as Prometheus gets them. */
export function renderedGroups(): readonly RenderedGroup[] {
  return (renderedObjects().get('alerts.yaml') ?? []).flatMap(({ spec }) => spec?.groups ?? []);
}
