import { diagnose } from '../../../generator/diagnosis/diagnose.ts';
import type { Finding } from '../../../generator/diagnosis/finding.ts';
import { expectGolden } from '../../support/golden-files.ts';
import { given, readRecording, recordings } from './recorded.ts';
import { written } from './written.ts';

const INTRODUCTION = `# What people are told

Of environments that failed on purpose, with real pods; those marked "written" are made of documented texts.
`;

function section(name: string, findings: readonly Finding[]): string {
  const told = findings.map(({ kind, part, summary, fix, log }) =>
    [
      `- **${part}** (${kind}): ${summary}.`,
      `  Fix: ${fix}.`,
      ...(log ? ['', '  ```text', ...log.map((line) => `  ${line}`), '  ```', ''] : []),
    ].join('\n'),
  );
  return `## ${name}\n\n${told.length > 0 ? told.join('\n') : 'Nothing.'}\n`;
}

it('every recording has the sentences that people read', () => {
  const sections = [
    ...recordings().map((name) => {
      const { evidence, record } = given(readRecording(name));
      return section(name, diagnose(evidence, record));
    }),
    ...Object.entries(written).map(([name, make]) => {
      const { evidence, record } = make();
      return section(`${name} (written)`, diagnose(evidence, record));
    }),
  ];
  const content = [INTRODUCTION, ...sections].join('\n').replace(/\n{3,}/g, '\n\n');
  expectGolden([{ path: 'test/golden/diagnosis.md', content }]);
});
