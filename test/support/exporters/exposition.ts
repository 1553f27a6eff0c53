/** One metric of an exporter's answer, with all its series. */
export type Family = {
  readonly name: string;
  /** Its lines HELP and TYPE, as they came. */
  readonly head: readonly string[];
  /** As they came: `name{label="value"} 1`. */
  readonly series: readonly string[];
};

/** What of an exporter's answer is kept. */
export type Selection = {
  /** Each matches whole names of metrics; those of a histogram go by the histogram's. */
  readonly families: readonly RegExp[];
  /** Of the kept metrics, the series that are kept. @default - all */
  readonly series?: (line: string) => boolean;
};

/** Reads the text that an exporter answers at `/metrics`, in its order. */
export function readExposition(text: string): Family[] {
  const families: { name: string; head: string[]; series: string[] }[] = [];
  for (const line of text.split('\n').filter(Boolean)) {
    const [, described] = /^# (?:HELP|TYPE) (\S+)/.exec(line) ?? [];
    if (described === undefined && line.startsWith('#')) continue;
    const name = described ?? /^[a-zA-Z0-9_:]+/.exec(line)?.[0] ?? '';
    let family = families.at(-1);
    if (!family || !belongs(name, family)) {
      family = { name, head: [], series: [] };
      families.push(family);
    }
    family[described === undefined ? 'series' : 'head'].push(line);
  }
  return families;
}

/** The series of a histogram have names of their own, and so have those of a summary. */
function belongs(name: string, family: Family): boolean {
  if (name === family.name) return true;
  const compound = family.head.some((line) => / (histogram|summary)$/.test(line));
  return compound && ['bucket', 'sum', 'count'].some((part) => name === `${family.name}_${part}`);
}

/** The part of an exporter's answer that is selected; metrics without a series are left out. */
export function selectSeries(text: string, { families, series = () => true }: Selection): string {
  return readExposition(text)
    .filter(({ name }) => families.some((pattern) => pattern.exec(name)?.[0] === name))
    .map((family) => ({ ...family, series: family.series.filter(series) }))
    .filter((family) => family.series.length > 0)
    .flatMap(({ head, series: lines }) => [...head, ...lines])
    .map((line) => `${line}\n`)
    .join('');
}
