import { existsSync, readFileSync } from 'node:fs';
import { repositoryRoot } from '../source-tree.ts';
import { readExposition, selectSeries } from './exposition.ts';
import { SELECTIONS, type Exporter } from './selections.ts';

const folder = `${repositoryRoot}test/fixtures/series/`;
const read = (name: string) => readFileSync(`${folder}${name}.prom`, 'utf8');
/** Beside them stand some that were written by hand. */
const recorded = (Object.keys(SELECTIONS) as Exporter[]).filter((name) =>
  existsSync(`${folder}${name}.prom`),
);

describe.each(recorded)('the series of %s', (name) => {
  it('are those that are selected, described, and small enough to be read', () => {
    const text = read(name);
    const [provenance = ''] = text.split('\n');
    expect(provenance).toMatch(/^# Recorded from .+ on \d{4}-\d\d-\d\d\.$/);
    const head = /^(?:# (?!HELP|TYPE).*\n)+/.exec(text)?.[0] ?? '';
    expect(head + selectSeries(text, SELECTIONS[name])).toBe(text);
    expect(readExposition(text).filter((family) => family.head.length === 0)).toEqual([]);
    expect(text.length).toBeLessThan(60_000);
  });
});

describe('an answer of an exporter', () => {
  const text = `# HELP waits_seconds Waits.
# TYPE waits_seconds histogram
waits_seconds_bucket{le="1"} 2
waits_seconds_sum 1.5
waits_seconds_count 2
# HELP waits_seconds_sum_of_all Others.
# TYPE waits_seconds_sum_of_all gauge
waits_seconds_sum_of_all{a="#"} 1
bare 1
`;

  it('is read metric by metric, a histogram as one', () => {
    expect(readExposition(text).map(({ name, series }) => [name, series.length])).toEqual([
      ['waits_seconds', 3],
      ['waits_seconds_sum_of_all', 1],
      ['bare', 1],
    ]);
  });

  it('is selected from by whole names, and by series', () => {
    const none = { families: [/waits/, /bar/] };
    expect(selectSeries(text, none)).toBe('');
    const selection = { families: [/waits_seconds/], series: (line: string) => /_sum/.test(line) };
    expect(selectSeries(text, selection)).toBe(
      `${text.split('\n').slice(0, 2).join('\n')}\nwaits_seconds_sum 1.5\n`,
    );
  });
});
