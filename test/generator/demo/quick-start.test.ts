import { commandsIn, readmeCommands } from '../../support/readme-commands.ts';
import { readText } from '../../support/source-tree.ts';

const text = readText('docs/quick-start.md');

describe('the quick start', () => {
  it('has only commands that are run by a test of the README', () => {
    const tested = readmeCommands.map(({ command }) => command);
    expect(commandsIn(text)).toEqual(['npm ci', 'npm run demo', expect.stringContaining('render')]);
    expect(commandsIn(text).filter((command) => !tested.includes(command))).toEqual([]);
  });
});
