import type { Panel } from './layout.ts';
import { PROMETHEUS } from './model.ts';

/** A query and how its series are called: `{{pod}}`. */
export type Query = { readonly expr: string; readonly legend: string };

/** Colours from a value on; the first holds below. */
export type Thresholds = readonly (readonly [color: 'green' | 'orange' | 'red', from: number])[];

export type Shared = {
  readonly title: string;
  /** What it shows, for who has not built it. */
  readonly description?: string;
  /** Of 24 columns. */
  readonly width?: number;
  readonly height?: number;
  /** As Grafana names it: `bytes`, `percentunit`, `s`, `reqps`. @default 'short' */
  readonly unit?: string;
};

/** A query of Prometheus, as panels have it. */
export const target = (query: Query, index: number, more: object = {}) => ({
  datasource: PROMETHEUS,
  refId: String.fromCharCode(65 + index),
  expr: query.expr,
  legendFormat: query.legend,
  ...more,
});

/** Asked for this moment only. */
export const instant = { instant: true, range: false };

export function steps(thresholds: Thresholds = [['green', 0]]): object {
  return {
    mode: 'absolute',
    steps: thresholds.map(([color, from], index) => ({ color, value: index === 0 ? null : from })),
  };
}

/** One number, or one a series, as it is now. */
export function stat(
  props: Shared & {
    readonly queries: readonly Query[];
    readonly thresholds?: Thresholds;
    /** Shows the names of the series instead of their values. @default false */
    readonly names?: boolean;
    /** What a value is called, by value. */
    readonly words?: Readonly<Record<string, string>>;
  },
): Panel {
  const { height = 4, names = false, queries, thresholds, unit = 'short', words } = props;
  return {
    ...{ type: 'stat', title: props.title, width: props.width ?? 4, height },
    model: {
      ...(props.description !== undefined && { description: props.description }),
      datasource: PROMETHEUS,
      targets: queries.map((query, index) => target(query, index, instant)),
      fieldConfig: {
        defaults: {
          unit,
          thresholds: steps(thresholds),
          ...(words && {
            mappings: [
              {
                type: 'value',
                options: Object.fromEntries(
                  Object.entries(words).map(([value, text]) => [value, { text }]),
                ),
              },
            ],
          }),
        },
        overrides: [],
      },
      options: {
        colorMode: 'value',
        graphMode: 'none',
        justifyMode: 'auto',
        textMode: names ? 'name' : queries.length > 1 ? 'value_and_name' : 'auto',
        reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      },
    },
  };
}

/** Values over time. */
export function timeseries(
  props: Shared & {
    readonly queries: readonly Query[];
    /** One upon the other. @default false */
    readonly stacked?: boolean;
    readonly max?: number;
    /** Legends of series that are a bound, drawn as a dashed line. */
    readonly bounds?: readonly string[];
  },
): Panel {
  const { bounds = [], height = 8, max, queries, stacked = false, unit = 'short' } = props;
  return {
    ...{ type: 'timeseries', title: props.title, width: props.width ?? 12, height },
    model: {
      ...(props.description !== undefined && { description: props.description }),
      datasource: PROMETHEUS,
      targets: queries.map((query, index) => target(query, index)),
      fieldConfig: {
        defaults: {
          unit,
          min: 0,
          ...(max !== undefined && { max }),
          custom: {
            fillOpacity: stacked ? 30 : 5,
            lineWidth: 1,
            showPoints: 'never',
            stacking: { group: 'A', mode: stacked ? 'normal' : 'none' },
          },
        },
        overrides: bounds.map(bound),
      },
      options: {
        legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
        tooltip: { mode: 'multi', sort: 'desc' },
      },
    },
  };
}

function bound(legend: string): object {
  return {
    matcher: { id: 'byName', options: legend },
    properties: [
      { id: 'color', value: { mode: 'fixed', fixedColor: 'red' } },
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } },
      { id: 'custom.fillOpacity', value: 0 },
      { id: 'custom.stacking', value: { group: 'bounds', mode: 'none' } },
    ],
  };
}
