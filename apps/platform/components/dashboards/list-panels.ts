import type { Panel } from './layout.ts';
import { LOKI } from './model.ts';
import type { Shared } from './panels.ts';

/** Lines of logs, the newest first. */
export function logs(props: Omit<Shared, 'unit'> & { readonly expr: string }): Panel {
  const { expr, height = 14 } = props;
  return {
    ...{ type: 'logs', title: props.title, width: props.width ?? 24, height },
    model: {
      ...(props.description !== undefined && { description: props.description }),
      datasource: LOKI,
      targets: [{ datasource: LOKI, refId: 'A', expr, queryType: 'range' }],
      options: {
        dedupStrategy: 'none',
        enableLogDetails: true,
        showTime: true,
        sortOrder: 'Descending',
        wrapLogMessage: true,
      },
    },
  };
}

/** The alerts that fire or are about to. */
export function alertList(props: Omit<Shared, 'unit'>): Panel {
  return {
    ...{ type: 'alertlist', title: props.title, width: props.width ?? 12 },
    height: props.height ?? 8,
    model: {
      options: {
        datasource: 'Prometheus',
        viewMode: 'list',
        groupMode: 'default',
        maxItems: 30,
        sortOrder: 3,
        stateFilter: { firing: true, pending: true, noData: false, normal: false, error: true },
      },
    },
  };
}
