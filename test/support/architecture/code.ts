import ts from 'typescript';
import { lineOf, type Source, visitNodes } from '../source-tree.ts';
import { type Finding, isTest } from './finding.ts';

/** `process` (environment, signals, standard streams, exit) belongs to the composition roots. */
export function checkProcess(source: Source): Finding[] {
  if (isTest(source.path) || source.path.endsWith('/main.ts')) return [];
  const findings: Finding[] = [];
  visitNodes(source, (node) => {
    const named = ts.isIdentifier(node) && node.text === 'process' && !isMemberName(node);
    const imported =
      ts.isStringLiteral(node) && /^(node:)?process$/.test(node.text) && isModuleName(node);
    if (!named && !imported) return;
    findings.push({
      file: source.path,
      line: lineOf(source, node),
      rule: 'uses process, which only files named main.ts may',
      remedy: 'Read it in main.ts and pass the value down',
    });
  });
  return findings;
}

/** A member called `process` of something else; `globalThis.process` is the thing itself. */
function isMemberName(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node)
    return parent.expression.getText() !== 'globalThis';
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent)) &&
    parent.name === node
  );
}

const isModuleName = (node: ts.Node): boolean => ts.isImportDeclaration(node.parent);

/** No state in modules: a value that changes lives in what a factory returns. */
export function checkModuleState(source: Source): Finding[] {
  if (isTest(source.path)) return [];
  return source.ast.statements.flatMap((statement) => {
    if (!ts.isVariableStatement(statement)) return [];
    if (statement.declarationList.flags & ts.NodeFlags.Const) return [];
    return [
      {
        file: source.path,
        line: lineOf(source, statement),
        rule: 'keeps state in the module',
        remedy: 'Make it const, or keep it in the closure of a factory',
      },
    ];
  });
}

/** Every optional prop of a construct says what happens without it; every prop is readonly. */
export function checkProps(source: Source): Finding[] {
  if (!source.path.startsWith('constructs/')) return [];
  const findings: Finding[] = [];
  visitNodes(source, (node) => {
    if (!ts.isPropertySignature(node) || !belongsToProps(node)) return;
    const name = node.name.getText(source.ast);
    const place = { file: source.path, line: lineOf(source, node) };
    const readonly = node.modifiers?.some((one) => one.kind === ts.SyntaxKind.ReadonlyKeyword);
    if (!readonly)
      findings.push({ ...place, rule: `prop ${name} is not readonly`, remedy: 'Add readonly' });
    const documented = ts.getJSDocTags(node).some((tag) => tag.tagName.text === 'default');
    if (node.questionToken && !documented)
      findings.push({
        ...place,
        rule: `optional prop ${name} has no @default`,
        remedy: 'Name the value, or "- what happens" where it is a behaviour',
      });
  });
  return findings;
}

/** A direct member of an interface or type called …Props. */
function belongsToProps(node: ts.PropertySignature): boolean {
  const owner = ts.isTypeLiteralNode(node.parent) ? node.parent.parent : node.parent;
  return (
    (ts.isInterfaceDeclaration(owner) || ts.isTypeAliasDeclaration(owner)) &&
    owner.name.text.endsWith('Props')
  );
}

/** A file that only passes on what others export hides where things are and breeds cycles. */
export function checkBarrels(source: Source): Finding[] {
  const { statements } = source.ast;
  const passesOn = (one: ts.Statement): boolean =>
    ts.isExportDeclaration(one) && one.moduleSpecifier !== undefined;
  if (statements.length === 0 || !statements.every(passesOn)) return [];
  return [
    {
      file: source.path,
      rule: 'is a barrel: it only re-exports',
      remedy: 'Import the files themselves',
    },
  ];
}

const testFunctions = new Set(['describe', 'it', 'test']);

/** Every test runs: none is skipped, none excludes the others. */
export function checkEveryTestRuns(source: Source): Finding[] {
  if (!isTest(source.path)) return [];
  const findings: Finding[] = [];
  visitNodes(source, (node) => {
    if (!ts.isCallExpression(node)) return;
    const words = node.expression.getText(source.ast).split('.');
    const held =
      testFunctions.has(words[0] ?? '') && words.some((w) => /^(only|skip|todo|failing)$/.test(w));
    if (!held && !/^[xf](it|test|describe)$/.test(words[0] ?? '')) return;
    findings.push({
      file: source.path,
      line: lineOf(source, node),
      rule: `${words.join('.')} leaves tests out`,
      remedy: 'Make the test pass, or delete it and say so',
    });
  });
  return findings;
}
