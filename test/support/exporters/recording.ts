import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../source-tree.ts';
import { selectSeries } from './exposition.ts';
import { SELECTIONS, type Exporter } from './selections.ts';

export type Provenance = {
  /** The program with its version. */
  readonly program: string;
  /** How it ran, and what it looked at; one line each. */
  readonly told: readonly string[];
  readonly at: Date;
};

/** Writes `test/fixtures/series/{name}.prom`: what is selected of the text, below where it comes from. */
export async function record(
  name: Exporter,
  text: string,
  { program, told, at }: Provenance,
): Promise<string> {
  const head = [`Recorded from ${program} on ${at.toISOString().slice(0, 10)}.`, ...told];
  const kept = selectSeries(text, SELECTIONS[name]);
  const content = `${head.map((line) => `# ${line}\n`).join('')}${kept}`;
  if (kept === '') throw new Error(`${name} has none of the metrics that are recorded of it`);
  const file = `test/fixtures/series/${name}.prom`;
  await writeFile(join(repositoryRoot, file), content);
  return `${file}: ${content.length} bytes`;
}
