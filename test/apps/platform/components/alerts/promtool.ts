import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Whether promtool, of Debian's package prometheus, can be run here. */
export function hasPromtool(): boolean {
  try {
    execFileSync('promtool', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Runs the tests of rules; throws what promtool says where one fails. JSON is YAML. */
export async function testRules(rules: object, tests: readonly object[]): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'rules-'));
  try {
    await writeFile(join(directory, 'rules.yaml'), JSON.stringify(rules));
    const file = { rule_files: ['rules.yaml'], evaluation_interval: '1m', tests };
    await writeFile(join(directory, 'tests.yaml'), JSON.stringify(file));
    await promisify(execFile)('promtool', ['test', 'rules', 'tests.yaml'], { cwd: directory });
  } catch (error) {
    const { stderr, stdout } = error as { stderr?: string; stdout?: string };
    throw new Error(`${stdout ?? ''}${stderr ?? String(error)}`, { cause: error });
  } finally {
    await rm(directory, { recursive: true });
  }
}
