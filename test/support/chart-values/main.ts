import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { formatSchema, formatValues } from './extract.ts';
import { CHART_SOURCES, fixtureOf } from './sources.ts';

async function write(filepath: string, text: string): Promise<void> {
  writeFileSync(filepath, await format(text, { ...(await resolveConfig(filepath)), filepath }));
}

/** Writes `test/fixtures/charts` from a directory with a folder for each chart, as its argument names it. */
const [, , directory] = process.argv;
if (directory === undefined) {
  process.stderr.write('say which directory holds {chart}/values.yaml\n');
  process.exitCode = 1;
} else {
  for (const source of CHART_SOURCES) {
    const read = (name: string) => readFileSync(join(directory, source.directory, name), 'utf8');
    const target = new URL(`../../fixtures/charts/${fixtureOf(source)}`, import.meta.url).pathname;
    await write(`${target}.yaml`, formatValues(source, read('values.yaml')));
    if (source.strict) {
      await write(`${target}.schema.json`, formatSchema(source, read('values.schema.json')));
    }
  }
  process.stdout.write(`test/fixtures/charts: ${CHART_SOURCES.length} charts\n`);
}
