/** One line of an exporter's answer. */
type Sample = { readonly name: string; readonly labels: string; readonly value: string };

function readSample(line: string): Sample | undefined {
  const [, name, labels = '', value] =
    /^([a-zA-Z_:][\w:]*)(\{.*\})? (\S+)(?: \d+)?$/.exec(line) ?? [];
  return name === undefined || value === undefined ? undefined : { name, labels, value };
}

/** The answer as it could have been `by` looks later: what counts has risen by one each time, all else is the same. */
export function risen(text: string, by: number): string {
  let counts = false;
  return text
    .split('\n')
    .map((line) => {
      const [, type] = /^# TYPE \S+ (\S+)$/.exec(line) ?? [];
      if (type !== undefined) counts = type === 'counter' || type === 'histogram';
      const sample = line.startsWith('#') ? undefined : readSample(line);
      if (!sample) return line;
      const value = counts ? String(Number(sample.value) + by) : sample.value;
      return `${sample.name}${sample.labels} ${value}`;
    })
    .join('\n');
}

/** The names of the labels of each metric of an answer, by the metric. */
export function labelsOf(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const labels = new Map<string, Set<string>>();
  for (const line of text.split('\n')) {
    const sample = line.startsWith('#') ? undefined : readSample(line);
    if (!sample) continue;
    const known = labels.get(sample.name) ?? new Set();
    for (const [, label = ''] of sample.labels.matchAll(/([a-zA-Z_]\w*)="(?:[^"\\]|\\.)*"/g)) {
      known.add(label);
    }
    labels.set(sample.name, known);
  }
  return labels;
}
