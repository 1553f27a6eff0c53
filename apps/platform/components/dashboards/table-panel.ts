import type { Panel } from './layout.ts';
import { PROMETHEUS, type Link } from './model.ts';
import { instant, steps, target, type Shared, type Thresholds } from './panels.ts';

/** A column of a table: the value of a query, or one of its labels. */
export type Column = {
  readonly name: string;
  readonly unit?: string;
  readonly thresholds?: Thresholds;
  /** The page of what the row is about; may hold `${__data.fields.NAME}` of any column. */
  readonly link?: Link;
} & ({ readonly expr: string } | { readonly label: string });

/** What is now, a line each; the queries share the labels that make a line. */
export function table(
  props: Omit<Shared, 'unit'> & { readonly columns: readonly Column[]; readonly sortBy: string },
): Panel {
  const { columns, height = 10, sortBy } = props;
  const queries = columns.flatMap((column) => ('expr' in column ? [column.expr] : []));
  const source = (column: Column) =>
    'label' in column
      ? column.label
      : queries.length === 1
        ? 'Value'
        : `Value #${String.fromCharCode(65 + queries.indexOf(column.expr))}`;
  return {
    ...{ type: 'table', title: props.title, width: props.width ?? 24, height },
    model: {
      ...(props.description !== undefined && { description: props.description }),
      datasource: PROMETHEUS,
      targets: queries.map((expr, index) =>
        target({ expr, legend: '' }, index, { ...instant, format: 'table' }),
      ),
      transformations: [
        { id: 'merge', options: {} },
        {
          id: 'organize',
          options: {
            excludeByName: { Time: true },
            indexByName: Object.fromEntries(columns.map((one, index) => [source(one), index])),
            renameByName: Object.fromEntries(columns.map((one) => [source(one), one.name])),
          },
        },
        // A query with more labels than a column shows brings columns of its own.
        {
          id: 'filterFieldsByName',
          options: { include: { names: columns.map(({ name }) => name) } },
        },
      ],
      fieldConfig: { defaults: { custom: { filterable: true } }, overrides: columns.map(override) },
      options: {
        showHeader: true,
        cellHeight: 'sm',
        sortBy: [{ displayName: sortBy, desc: true }],
      },
    },
  };
}

function override({ link, name, thresholds, unit }: Column): object {
  return {
    matcher: { id: 'byName', options: name },
    properties: [
      ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
      ...(thresholds
        ? [
            { id: 'thresholds', value: steps(thresholds) },
            { id: 'custom.cellOptions', value: { type: 'color-text' } },
          ]
        : []),
      ...(link ? [{ id: 'links', value: [{ ...link, targetBlank: false }] }] : []),
    ],
  };
}
