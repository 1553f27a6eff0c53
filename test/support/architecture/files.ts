import { lineCount, type Source } from '../source-tree.ts';
import { type Finding, isTest } from './finding.ts';

/** Lines a file: median ≤ 80, nine in ten ≤ 200, none over 300; tests ≤ 400. */
export function checkBudgets(sources: readonly Source[]): Finding[] {
  const split = 'Split it by subject';
  const tooLong = sources.flatMap((source) => {
    const lines = lineCount(source);
    const most = isTest(source.path) ? 400 : 300;
    if (lines <= most) return [];
    return [{ file: source.path, rule: `has ${lines} lines, ${most} are allowed`, remedy: split }];
  });
  const code = sources.filter((source) => !isTest(source.path));
  const ranked = code
    .map((source) => ({ path: source.path, lines: lineCount(source) }))
    .sort((a, b) => a.lines - b.lines);
  const spread = [
    { share: 0.5, most: 80, name: 'median' },
    { share: 0.9, most: 200, name: 'ninth decile' },
  ].flatMap(({ share, most, name }) => {
    const at = ranked[Math.max(0, Math.ceil(ranked.length * share) - 1)];
    if (!at || at.lines <= most) return [];
    return [
      {
        file: at.path,
        rule: `the ${name} of lines a source file is ${at.lines}, ${most} are allowed`,
        remedy: split,
      },
    ];
  });
  return [...tooLong, ...spread];
}

const vague = /(^|[-/])((?<!cert-)manager|helpers?|utils?|misc|common)([-./]|$)/;

/** A file name says what is in the file. */
export function checkNames(paths: readonly string[]): Finding[] {
  return paths.flatMap((file) => {
    const kebab = !/\.tsx?$/.test(file) || /^[a-z0-9./-]+$/.test(file);
    if (kebab && !(/\.tsx?$/.test(file) && vague.test(file))) return [];
    return [
      {
        file,
        rule: kebab ? 'has a name that says nothing' : 'is not named in kebab-case',
        remedy: 'Name it after its main export, in the vocabulary of the design',
      },
    ];
  });
}

/** The top level holds what is allowed there and nothing else. */
export function checkTopLevel(
  names: readonly string[],
  allowed: { readonly directories: readonly string[]; readonly files: readonly string[] },
): Finding[] {
  const known = new Set([...allowed.directories, ...allowed.files]);
  return names
    .filter((name) => !known.has(name))
    .map((file) => ({
      file,
      rule: 'does not belong at the top level',
      remedy: 'Put it below constructs, apps, generator, gitops-repo, argocd, action, test or docs',
    }));
}

const unfinished = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`);
const machinePath = /(?:^|[^A-Za-z0-9_./*-])\/(?:work|farm|home\/[a-z]+|Users\/[A-Za-z]+)\//;
const registryHost =
  /registry\.npmjs\.org|proxy\.golang\.org|deb\.debian\.org|files\.pythonhosted\.org|static\.crates\.io/;

/** Text that must not land: notes to self, paths of one machine, download hosts. */
export function checkText(file: string, text: string): Finding[] {
  return text.split('\n').flatMap((content, index) => {
    const place = { file, line: index + 1 };
    if (unfinished.test(content))
      return [{ ...place, rule: 'is left unfinished', remedy: 'Finish it or open an issue' }];
    if (machinePath.test(content))
      return [{ ...place, rule: 'names a path of one machine', remedy: 'Use a relative path' }];
    if (registryHost.test(content))
      return [
        { ...place, rule: 'names a download host', remedy: "Leave it to the tool's default" },
      ];
    return [];
  });
}
