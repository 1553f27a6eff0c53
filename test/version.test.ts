import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../generator/version.ts';
import { repositoryRoot } from './support/source-tree.ts';

it('the version in the trailers of commits is the one of the package', () => {
  const text = readFileSync(join(repositoryRoot, 'package.json'), 'utf8');
  expect(VERSION).toBe((JSON.parse(text) as { version: string }).version);
});
