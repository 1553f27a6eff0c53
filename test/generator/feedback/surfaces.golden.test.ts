import { checkOf } from '../../../generator/feedback/check.ts';
import { deploymentOf } from '../../../generator/feedback/deployment.ts';
import { VIEW_STATES, type View, type ViewState } from '../../../generator/feedback/view.ts';
import { OTHER_SHA } from '../decided-fixture.ts';
import { expectGolden } from '../../support/golden-files.ts';
import { sampleView } from '../view-fixture.ts';

const head = { sha: undefined, waitingSha: OTHER_SHA };
const problem = { path: 'app.port', message: 'expected a number' };
/** What is known of commits, and how loudly it is to be said. */
const CASES: readonly (readonly [string, Partial<View>])[] = [
  ['committed', {}],
  ['committed, a newer one waits', { waitingSha: OTHER_SHA }],
  ['committed, a newer one waits for approval', { waitingSha: OTHER_SHA, copy: '/preview' }],
  ['committed, a newer one is wrong', { waitingSha: OTHER_SHA, problems: [problem] }],
  ['not committed', head],
  ['not committed, quiet', { ...head, quiet: true }],
  ['no commit known', { sha: undefined }],
];

function table(name: string, columns: string, row: (view: View) => string) {
  const lines = VIEW_STATES.flatMap((state: ViewState) =>
    CASES.map(([commits, change]) => {
      const view = sampleView({ state, reason: 'why', ...change });
      return `| ${state} | ${commits} | ${row(view)} |`;
    }),
  );
  const count = columns.split('|').length + 2;
  const top = [`| View | Commits | ${columns} |`, `|${'---|'.repeat(count)}`];
  return { path: `test/golden/feedback/${name}.md`, content: [...top, ...lines, ''].join('\n') };
}

function deploymentRow(view: View): string {
  const shown = deploymentOf(view);
  if (!shown) return 'as it was | | |';
  if (shown.state === 'inactive') return `inactive | all | | ${shown.description}`;
  const { state, sha, create, replaces, description } = shown;
  const how = `${create ? 'made' : 'corrected only'}${replaces ? ', in place of others' : ''}`;
  return `${state} | ${sha.slice(0, 7)} | ${how} | ${description}`;
}

function checkRow(view: View): string {
  const check = checkOf(view);
  if (!check) return 'none | | | | |';
  const { state, sha, title, description, detailsUrl, create } = check;
  const how = `${sha.slice(0, 7)}, ${create ? 'made' : 'corrected only'}`;
  return `${state} | ${how} | ${title} | ${description} | ${new URL(detailsUrl).hostname}`;
}

describe('what every view becomes', () => {
  it('as a Deployment', () => {
    expectGolden([table('deployment', 'Deployment | Of | | Description', deploymentRow)]);
  });

  it('as a check', () => {
    const columns = 'Check | Of | Title | As a commit status | Link';
    expectGolden([table('check', columns, checkRow)]);
  });
});
