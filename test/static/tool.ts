import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Tests that need a program which neither Node nor npm brings: skipped where it is not on the PATH.
 * With STATIC_TOOLS=required, as in `.ci/run`, its absence is a failure.
 */
export function describeWith(program: string, name: string, tests: () => void): void {
  const present = onPath(program);
  if (!present && process.env.STATIC_TOOLS === 'required') {
    throw new Error(
      `${program} is not on the PATH, and STATIC_TOOLS=required: install it with .ci/tools.sh`,
    );
  }
  const describeHere = present ? describe : describe.skip;
  const reason = present ? '' : ` (${program} is not on the PATH; .ci/tools.sh installs it)`;
  describeHere(name + reason, tests);
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
