import type { DashboardUid } from './addresses.ts';
import { layOut, type Section } from './layout.ts';

export type Link = { readonly title: string; readonly url: string };

/** A value that people choose at the top of a dashboard. */
export type Variable = {
  readonly name: string;
  readonly label?: string;
  /** What it may be: a query that lists it; `text`: anything. */
  readonly from: { readonly values: string } | 'text';
  /** Computed from others, not chosen. @default false */
  readonly hidden?: boolean;
  /** Whether all of them at once may be chosen, which it then is at first. @default false */
  readonly all?: boolean;
};

export type DashboardModel = {
  readonly uid: DashboardUid;
  readonly title: string;
  readonly description: string;
  readonly variables?: readonly Variable[];
  /** To other pages. */
  readonly links: readonly Link[];
  readonly sections: readonly Section[];
  /** How far back it shows at first, as Grafana writes it: `now-6h`. */
  readonly from: string;
};

export const PROMETHEUS = { type: 'prometheus', uid: 'prometheus' } as const;
export const LOKI = { type: 'loki', uid: 'loki' } as const;

/** Grafana's JSON model of a dashboard. */
export function dashboardModel(props: DashboardModel): object {
  const { description, from, links, sections, title, uid, variables = [] } = props;
  return {
    uid,
    title,
    description,
    tags: ['k8s-ee'],
    schemaVersion: 39,
    version: 1,
    editable: false,
    graphTooltip: 1,
    refresh: '1m',
    time: { from, to: 'now' },
    timezone: 'browser',
    links: [
      {
        type: 'dashboards',
        title: 'Dashboards',
        tags: ['k8s-ee'],
        asDropdown: true,
        includeVars: false,
        keepTime: true,
        targetBlank: false,
      },
      ...links.map((link) => ({ type: 'link', icon: 'external link', targetBlank: true, ...link })),
    ],
    templating: { list: variables.map(variable) },
    annotations: { list: [] },
    panels: layOut(sections),
  };
}

function variable({ all = false, from, hidden = false, label, name }: Variable): object {
  const shown = { name, label: label ?? name, hide: hidden ? 2 : 0, skipUrlSync: false };
  if (from === 'text') {
    return { ...shown, type: 'textbox', query: '', current: { text: '', value: '' } };
  }
  return {
    ...shown,
    type: 'query',
    datasource: PROMETHEUS,
    definition: from.values,
    query: { query: from.values, refId: name },
    // With the time shown, so that what is gone can still be looked at.
    refresh: 2,
    sort: 3,
    includeAll: all,
    ...(all && { allValue: '.+', current: { text: 'All', value: '$__all' } }),
    multi: false,
  };
}
