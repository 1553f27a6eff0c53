import type { Import } from '../source-tree.ts';
import { type Finding, isIn, isTest } from './finding.ts';

const layers = ['constructs', 'apps', 'generator'];

/** The arrows generator → apps → constructs; test may import everything and nothing imports test. */
export function checkArrows(imports: readonly Import[]): Finding[] {
  return imports.flatMap((one) => {
    if (one.target.kind !== 'file' || isTest(one.file)) return [];
    const from = layers.indexOf(one.file.split('/')[0] ?? '');
    const to = layers.indexOf(one.target.name.split('/')[0] ?? '');
    if (from >= 0 && to >= 0 && from >= to) return [];
    return [
      {
        file: one.file,
        line: one.line,
        rule: `imports ${one.target.name} against the arrows generator → apps → constructs`,
        remedy: 'Pass what is needed as an argument, or move it to the lower layer',
      },
    ];
  });
}

/** Cycles among files, type-only imports included: a cycle of types is a cycle of thoughts. */
export function checkCycles(imports: readonly Import[]): Finding[] {
  const edges = new Map<string, Import[]>();
  for (const one of imports) {
    if (one.target.kind !== 'file') continue;
    edges.set(one.file, [...(edges.get(one.file) ?? []), one]);
  }
  const findings: Finding[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, path: readonly string[]): void => {
    state.set(file, 'open');
    for (const edge of edges.get(file) ?? []) {
      const next = edge.target.name;
      const here = [...path, file];
      if (state.get(next) === 'open') {
        const cycle = [...here.slice(here.indexOf(next)), next].join(' → ');
        findings.push({
          file,
          line: edge.line,
          rule: `closes the import cycle ${cycle}`,
          remedy: 'Move what both need to a third file',
        });
      } else if (!state.has(next)) visit(next, here);
    }
    state.set(file, 'done');
  };
  for (const file of edges.keys()) if (!state.has(file)) visit(file, []);
  return findings;
}

type User = { readonly what: RegExp; readonly places: readonly string[]; readonly remedy: string };

/** Who alone may import a package; the first row that matches holds. Tests may import all. */
const users: readonly User[] = [
  {
    what: /^simple-git$/,
    places: ['generator/gitops/repository.ts'],
    remedy: 'Use GitOpsRepository',
  },
  {
    what: /^@octokit\/(webhooks.*|openapi-webhooks-types)$/,
    places: ['generator/intake/', 'generator/gitops/notify.ts', 'generator/demo/'],
    remedy: 'Translate payloads in generator/intake',
  },
  {
    what: /^(octokit|@octokit\/.*)$/,
    places: ['generator/github/'],
    remedy: 'Use the GitHub interface of generator/github/client.ts',
  },
  {
    what: /^@kubernetes\/client-node$/,
    places: ['generator/cluster/'],
    remedy: 'Use the Cluster interface of generator/cluster/cluster.ts',
  },
  {
    what: /^express$/,
    places: ['generator/intake/', 'generator/web/', 'generator/demo/'],
    remedy: 'Serve HTTP from generator/intake or generator/web only',
  },
];

/** Every package has the one user that design.md gives it. */
export function checkSingleUsers(imports: readonly Import[]): Finding[] {
  return imports.flatMap((one) => {
    if (one.target.kind !== 'package' || isTest(one.file)) return [];
    const user = users.find((row) => row.what.test(one.target.name));
    if (!user || isIn(one.file, user.places)) return [];
    return [
      {
        file: one.file,
        line: one.line,
        rule: `imports ${one.specifier}, which only ${user.places.join(', ')} may`,
        remedy: user.remedy,
      },
    ];
  });
}

const constructsMayImport = new Set(['cdk8s', 'cdk8s-plus-28', 'constructs']);
const outside =
  /^(fs|https?|http2|net|tls|dgram|dns|child_process|cluster|worker_threads|os)(\/|$)/;

/** constructs knows Kubernetes only; apps turns config into files and reaches no network. */
export function checkPureLayers(imports: readonly Import[]): Finding[] {
  return imports.flatMap((one) => {
    const { kind, name } = one.target;
    const layer = one.file.split('/')[0];
    const wrong =
      (layer === 'constructs' && kind === 'package' && !constructsMayImport.has(name)) ||
      (layer === 'constructs' && kind === 'builtin' && outside.test(name)) ||
      (layer === 'apps' && kind === 'builtin' && outside.test(name) && !name.startsWith('fs'));
    if (!wrong) return [];
    return [
      {
        file: one.file,
        line: one.line,
        rule: `imports ${one.specifier}, which ${layer}/ may not`,
        remedy: 'Read it in a main.ts and pass the value down',
      },
    ];
  });
}

/**
 * The image installs `dependencies` alone, so what runs in it may import nothing else. The demo is no part
 * of the image.
 */
export function checkDeclared(
  imports: readonly Import[],
  manifest: { dependencies: Record<string, string>; devDependencies: Record<string, string> },
): Finding[] {
  return imports.flatMap((one) => {
    if (one.target.kind !== 'package') return [];
    const development = isTest(one.file) || one.file.startsWith('generator/demo/');
    const declared =
      one.target.name in manifest.dependencies ||
      (development && one.target.name in manifest.devDependencies);
    if (declared) return [];
    return [
      {
        file: one.file,
        line: one.line,
        rule: `imports ${one.target.name}, which package.json does not list in dependencies${development ? ' or devDependencies' : ''}`,
        remedy: 'Add it there, write built-ins as node:NAME, or do without it',
      },
    ];
  });
}
