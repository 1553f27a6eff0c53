import ts from 'typescript';
import { createMetrics } from '../generator/telemetry/metrics.ts';
import { listFiles, parseSource, readText, visitNodes } from './support/source-tree.ts';

/** The first cell of each row of the Markdown tables, where it is one word of code. */
const firstCells = (markdown: string): string[] =>
  [...markdown.matchAll(/^\| `([^`]+)` +\|/gm)].map((row) => row[1] ?? '');

describe('the documentation', () => {
  it('describes every metric and no other', async () => {
    const names = [...(await createMetrics().text()).matchAll(/^# HELP (\S+)/gm)].map((m) => m[1]);
    const described = firstCells(readText('docs/operations.md')).filter((c) =>
      c.startsWith('k8s_'),
    );
    expect(described.toSorted()).toEqual(names.toSorted());
  });

  it('describes every setting and no other', () => {
    const settings: string[] = [];
    visitNodes(parseSource('settings.ts', readText('generator/settings.ts')), (node) => {
      if (ts.isPropertyAssignment(node) && /^[A-Z][A-Z_]+$/.test(node.name.getText()))
        settings.push(node.name.getText());
    });
    const described = firstCells(readText('README.md')).filter((cell) => /^[A-Z_]+$/.test(cell));
    expect(described.toSorted()).toEqual(settings.toSorted());
  });

  it.each(listFiles().filter((file) => file.endsWith('.md')))('%s links to what exists', (file) => {
    const links = [...readText(file).matchAll(/\]\((?!https?:)([^)#]+)/g)].map((m) => m[1] ?? '');
    const files = listFiles();
    const missing = links
      .map((link) => new URL(link, `file:///${file}`).pathname.slice(1).replace(/\/$/, ''))
      .filter((path) => !files.some((one) => one === path || one.startsWith(`${path}/`)));
    expect(missing).toEqual([]);
  });

  it('keeps the decisions short and in one form', () => {
    for (const file of listFiles('docs/decisions')) {
      const text = readText(file);
      expect(text.split('\n').length).toBeLessThanOrEqual(45);
      expect(text).toMatch(/^# \d+\. .+\n\nStatus: (accepted|superseded by .+)\n/);
      for (const part of ['Context', 'Decision', 'Consequences'])
        expect(text).toContain(`\n## ${part}\n`);
    }
  });
});

describe('the workflows', () => {
  it.each(listFiles('.github/workflows'))('%s pins its actions and asks for few rights', (file) => {
    const text = readText(file);
    const uses = [...text.matchAll(/uses: (.+)$/gm)].map((match) => match[1]);
    for (const use of uses) expect(use).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    expect(text).toMatch(/^permissions:( \{\}|\n {2}contents: read)$/m);
    expect(text).not.toContain('pull_request_target');
  });
});

describe('the image', () => {
  const dockerfile = readText('Dockerfile');
  it('runs as a numbered user, without a shell between it and the signals', () => {
    expect(dockerfile).toMatch(/^USER \d+:\d+$/m);
    expect(dockerfile).toMatch(/^CMD \["node", "build\/generator\/main\.js"\]$/m);
  });

  it('names its base image by version', () => {
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-[\w-]+$/m);
    expect([...dockerfile.matchAll(/^FROM (\S+)/gm)].map((match) => match[1])).toEqual([
      '${NODE_IMAGE}',
      '${NODE_IMAGE}',
    ]);
  });
});
