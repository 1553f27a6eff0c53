import { renderedObjects } from '../alerts/rendered.ts';

export type RenderedPanel = {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly legendFormat?: string;
    readonly format?: string;
    readonly datasource: { readonly uid: string };
  }[];
  readonly transformations?: readonly {
    readonly id: string;
    readonly options: { readonly renameByName?: Readonly<Record<string, string>> };
  }[];
};

export type RenderedVariable =
  | { readonly type: 'query'; readonly name: string; readonly query: { readonly query: string } }
  | { readonly type: 'textbox'; readonly name: string; readonly query: string };

export type RenderedDashboard = {
  readonly uid: string;
  readonly title: string;
  readonly links: readonly { readonly title: string; readonly url?: string }[];
  readonly templating: { readonly list: readonly RenderedVariable[] };
  readonly panels: readonly RenderedPanel[];
};

/** Every dashboard as Grafana reads it out of its ConfigMap. */
export function renderedDashboards(): readonly RenderedDashboard[] {
  return [...renderedObjects()]
    .filter(([file]) => file.startsWith('dashboard-'))
    .flatMap(([, objects]) => objects)
    .flatMap(({ data = {} }) => Object.values(data))
    .map((text) => JSON.parse(text) as RenderedDashboard);
}

export const PROMETHEUS = 'prometheus';
export const LOKI = 'loki';

/** The queries for one of the datasources, each with where it stands. */
export function queriesFor(uid: string) {
  return renderedDashboards().flatMap((dashboard) =>
    dashboard.panels.flatMap((panel) =>
      (panel.targets ?? [])
        .filter((target) => target.datasource.uid === uid)
        .map((target) => ({
          where: `${dashboard.title} › ${panel.title} ${target.refId}`,
          panel,
          ...target,
        })),
    ),
  );
}

/** Queries of what people may choose among. */
export function variableQueries() {
  return renderedDashboards().flatMap(({ templating, title }) =>
    templating.list.flatMap((variable) =>
      variable.type === 'query'
        ? [{ where: `${title} › $${variable.name}`, query: variable.query.query }]
        : [],
    ),
  );
}

/** With one environment chosen. */
export function chosen(text: string): string {
  const values: Readonly<Record<string, string>> = {
    ...{ namespace: 'shop-pr-7', project: 'shop', pr: '7', search: '' },
    ...{ __rate_interval: '5m', __range: '1h', __interval: '1m' },
  };
  return text.replace(/\$(\w+)|\$\{(\w+)\}/g, (whole, plain?: string, braced?: string) => {
    const name = plain ?? braced ?? '';
    if (/^\d$/.test(name)) return whole;
    const value = values[name];
    if (value === undefined) throw new Error(`nobody knows what ${whole} stands for`);
    return value;
  });
}

/** What the columns of a table are made of: labels, and values by their query. */
export function columnSources({ transformations = [] }: RenderedPanel): string[] {
  const { options } = transformations.find(({ id }) => id === 'organize') ?? {};
  return Object.keys(options?.renameByName ?? {});
}
