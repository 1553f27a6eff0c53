import { alertGroups } from '../../../../../apps/platform/components/alerts/all.ts';
import { alertScope } from '../../../../../apps/platform/components/observability.ts';
import { examplePlatform } from '../../../../gitops-repo/example.ts';
import { expectGolden } from '../../../../support/golden-files.ts';
import { readText } from '../../../../support/source-tree.ts';
import { alertsMarkdown } from './markdown.ts';
import { renderedGroups } from './rendered.ts';

const path = 'docs/alerts.md';
/** The anchors that GitHub gives to headings. */
const anchorsOf = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replace(/ /g, '-'),
  );

describe('docs/alerts.md', () => {
  it('is what the table says', () => {
    const platform = examplePlatform();
    const { components } = platform;
    if (!components) throw new Error('the example has no components');
    const groups = alertGroups(alertScope(platform, components));
    expectGolden([{ path, content: alertsMarkdown(groups) }]);
  });

  it('has a section for each alert that is rendered, and for no other', () => {
    const alerts = renderedGroups().flatMap(({ rules }) => rules);
    const linked = alerts.map(({ annotations }) => annotations.runbook_url?.split('#')[1]);
    const sections = [...readText(path).matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    expect(sections).toEqual(alerts.map(({ alert }) => alert));
    expect(anchorsOf(readText(path))).toEqual(expect.arrayContaining(linked));
  });

  it('links to headings that exist', () => {
    const links = [...readText(path).matchAll(/\]\(([\w-]*(?:\.md)?)#([^)]+)\)/g)];
    expect(links.length).toBeGreaterThan(10);
    for (const [, file = '', anchor] of links) {
      const there = anchorsOf(readText(file === '' ? path : `docs/${file}`));
      expect({ file, anchor, there }).toEqual({
        file,
        anchor,
        there: expect.arrayContaining([anchor]),
      });
    }
  });
});
