import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** In `.ci/run`: the absence of a program is a failure. */
export const mustBeThere = process.env.STATIC_TOOLS === 'required';

/** Tests that need a program which neither Node nor npm brings: skipped where it is not on the PATH. */
export function describeWith(program: string, name: string, tests: () => void): void {
  const present = onPath(program);
  if (!present && mustBeThere) {
    throw new Error(
      `${program} is not on the PATH, and STATIC_TOOLS=required: install it with .ci/tools.sh`,
    );
  }
  const describeHere = present ? describe : describe.skip;
  const reason = present ? '' : ` (${program} is not on the PATH; .ci/tools.sh installs it)`;
  describeHere(name + reason, tests);
}

export function onPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
