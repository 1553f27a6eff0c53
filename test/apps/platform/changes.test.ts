import { refusedChanges } from '../../../apps/platform/changes.ts';
import { type Platform, parsePlatform } from '../../../apps/platform/config.ts';
import { formatProblem } from '../../../apps/problems.ts';

function platformOf(overrides: {
  url?: string;
  branch?: string;
  projects?: [string, string][];
}): Platform {
  const { url = 'https://git.example/p.git', branch = 'environments' } = overrides;
  const projects = overrides.projects ?? [
    ['shop', 'acme/shop'],
    ['docs', 'acme/docs'],
  ];
  const text = JSON.stringify({
    domain: 'a.dev',
    gitops: { url, environmentsBranch: branch },
    projects: projects.map(([id, repository]) => ({ id, repository, image: `x/${id}:{sha}` })),
  });
  const parsed = parsePlatform(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.value;
}

const before = platformOf({});
const none = () => false;
const only =
  (...ids: string[]) =>
  (id: string) =>
    ids.includes(id);
const refused = (next: Platform, recordsExist: (id: string) => boolean) =>
  refusedChanges(before, next, recordsExist).map(({ path, message }) => `${path}: ${message}`);

describe('refusedChanges', () => {
  it.each([
    ['the GitOps repository', platformOf({ url: 'https://git.example/other.git' }), 'gitops.url'],
    ['the branch', platformOf({ branch: 'previews' }), 'gitops.environmentsBranch'],
  ])('%s only while no environment exists', (_, next, path) => {
    expect(refused(next, none)).toEqual([]);
    expect(refused(next, only('docs'))).toEqual([
      expect.stringMatching(
        new RegExp(`^${path}: must stay ".*" while environments exist, got ".*"`),
      ),
    ]);
  });

  it('the repository of a project only while it has no environment', () => {
    const next = platformOf({
      projects: [
        ['shop', 'acme/shop2'],
        ['docs', 'acme/docs'],
      ],
    });
    expect(refused(next, only('docs'))).toEqual([]);
    expect(refused(next, only('shop'))).toEqual([
      expect.stringMatching(
        /^projects\[0\]\.repository: must stay "acme\/shop".*got "acme\/shop2"/,
      ),
    ]);
  });

  it('the id of a project only while it has no environment', () => {
    const next = platformOf({
      projects: [
        ['docs', 'acme/docs'],
        ['store', 'acme/shop'],
      ],
    });
    expect(refused(next, only('docs'))).toEqual([]);
    expect(refused(next, only('shop'))).toEqual([
      expect.stringMatching(/^projects\[1\]\.id: must stay "shop".*got "store"/),
    ]);
  });

  it('two projects that swap their repositories are both refused', () => {
    const next = platformOf({
      projects: [
        ['shop', 'acme/docs'],
        ['docs', 'acme/shop'],
      ],
    });
    expect(refused(next, only('shop', 'docs'))).toHaveLength(2);
  });

  it('a project may come, move, change its spelling, or vanish', () => {
    const next = platformOf({
      projects: [
        ['new', 'acme/new'],
        ['shop', 'Acme/Shop'],
      ],
    });
    expect(refused(next, only('shop', 'docs'))).toEqual([]);
  });
});
