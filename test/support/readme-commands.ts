/**
 * Every command of the README's code blocks, and where it is run. `npm ci && npm test` is two commands.
 *
 * - `npm test`: `test/readme.test.ts` runs it and looks for what it must print; with `address` it is a
 *   server, which must answer there, show the text of `soon` within seconds, and leave no process behind.
 * - `.ci/run`, `e2e`: the same words stand in that script or beside it, or in a file below `test/e2e`.
 */
export const readmeCommands: readonly Claim[] = [
  { command: 'npm ci', by: '.ci/run' },
  { command: 'npm test', by: '.ci/run' },
  {
    command: 'npm run demo',
    by: 'npm test',
    address: /http:\/\/localhost:\d+/,
    soon: { path: '/acme/shop/pull/1', text: 'manifests/app.yaml' },
  },
  {
    command: 'npm run --silent diff',
    by: 'npm test',
    prints: [/^1 environment: nothing would change\.$/m],
  },
  {
    command: 'npm run --silent render -- docs/examples/k8s-ee.yaml --pr 7',
    by: 'npm test',
    prints: [/^kind: Namespace$/m, /^kind: Deployment$/m, /^ +name: shop-pr-7$/m],
  },
  { command: 'npm run golden', by: '.ci/run' },
  { command: 'npm run bench', by: '.ci/run' },
  { command: 'npm run e2e', by: '.ci/run' },
];

export type Claim =
  | { readonly command: string; readonly by: '.ci/run' | 'e2e' }
  | { readonly command: string; readonly by: 'npm test'; readonly prints: readonly RegExp[] }
  | {
      readonly command: string;
      readonly by: 'npm test';
      readonly address: RegExp;
      readonly soon: { readonly path: string; readonly text: string };
    };

/** The commands in the README's `sh` blocks: one a line, comments left out, split at `&&`. */
export function commandsIn(readme: string): string[] {
  const blocks = [...readme.matchAll(/^```(?:sh|bash|shell|console)\n(.*?)^```$/gms)];
  return blocks
    .flatMap((block) => (block[1] ?? '').split('\n'))
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .flatMap((line) => line.split(/\s*&&\s*/))
    .filter(Boolean);
}

/** Commands nobody runs, and claims for commands that are not there. */
export function unclaimed(commands: readonly string[], claims: readonly Claim[]): string[] {
  const claimed = new Set(claims.map(({ command }) => command));
  const present = new Set(commands);
  return [
    ...[...present]
      .filter((command) => !claimed.has(command))
      .map((command) => `"${command}" is in the README and run by nobody`),
    ...[...claimed]
      .filter((command) => !present.has(command))
      .map((command) => `"${command}" is claimed but not in the README`),
  ];
}
