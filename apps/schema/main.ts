import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { schemaFiles } from './schemas.ts';

/** `npm run schema`: writes docs/schema/ anew. */
for (const { path, content } of schemaFiles()) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  process.stdout.write(`wrote ${path}\n`);
}
