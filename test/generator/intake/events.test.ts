import { createRequire } from 'node:module';
import fc from 'fast-check';
import { translate } from '../../../generator/intake/events.ts';
import { samplePlatform } from '../platform-fixture.ts';

type Example = { readonly action?: string; readonly repository?: object };
const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly {
  readonly name: string;
  readonly examples: readonly Example[];
}[];

const platform = samplePlatform();
const updatedAt = '2026-01-02T03:04:05Z';

type Change = { action?: unknown; number?: unknown; repository?: unknown; pull_request?: unknown };

function pullRequest(change: Change = {}) {
  return {
    action: 'opened',
    number: 7,
    pull_request: { updated_at: updatedAt },
    repository: { full_name: 'acme/shop' },
    ...change,
  };
}

function intentOf(event: string, payload: unknown) {
  return translate(event, payload, JSON.stringify(payload), platform);
}

describe('a pull-request event', () => {
  it.each(['opened', 'reopened', 'closed'])('%s wakes and is forwarded unchanged', (action) => {
    const payload = pullRequest({ action });
    const body = `${JSON.stringify(payload, null, 3)}\n`;
    expect(translate('pull_request', payload, body, platform)).toEqual({
      kind: 'wake',
      wake: { project: 'shop', number: '7', claim: { updatedAt }, forward: [body] },
    });
  });

  it.each([
    'synchronize',
    'labeled',
    'unlabeled',
    'ready_for_review',
    'converted_to_draft',
    'edited',
  ])('%s wakes, and Argo CD does not hear of it', (action) => {
    expect(intentOf('pull_request', pullRequest({ action }))).toEqual({
      kind: 'wake',
      wake: { project: 'shop', number: '7', claim: { updatedAt } },
    });
  });

  it.each(['assigned', 'review_requested', 'locked', '$(rm -rf /)', ''])(
    'with the action "%s" is ignored',
    (action) => {
      const intent = intentOf('pull_request', pullRequest({ action }));
      expect(intent).toEqual({ kind: 'ignored', reason: 'action' });
    },
  );

  it('is ours whatever the capitals of the repository', () => {
    const payload = pullRequest({ repository: { full_name: 'Acme/Shop' } });
    expect(intentOf('pull_request', payload)).toMatchObject({ wake: { project: 'shop' } });
  });

  it.each(['acme/shop2', 'evil/shop', 'shop', '', '../acme/shop', 'acme/shop/'])(
    'of the repository "%s" is ignored',
    (full_name) => {
      const intent = intentOf('pull_request', pullRequest({ repository: { full_name } }));
      expect(intent).toEqual({ kind: 'ignored', reason: 'repository' });
    },
  );

  it.each([
    pullRequest({ number: '7' }),
    pullRequest({ number: 0 }),
    pullRequest({ number: -7 }),
    pullRequest({ number: 7.5 }),
    pullRequest({ pull_request: { updated_at: 'yesterday' } }),
    pullRequest({ pull_request: undefined }),
    pullRequest({ repository: null }),
    pullRequest({ action: ['opened'] }),
    null,
    'opened',
    [],
  ])('that is malformed is ignored: %j', (payload) => {
    expect(intentOf('pull_request', payload)).toEqual({ kind: 'ignored', reason: 'malformed' });
  });

  it("is understood in GitHub's own examples of every action", () => {
    const found = examples.find(({ name }) => name === 'pull_request')?.examples ?? [];
    expect(found.length).toBeGreaterThan(10);
    for (const payload of found) {
      // An example of another repository: understood as far as that.
      expect(intentOf('pull_request', payload)).toEqual({ kind: 'ignored', reason: 'repository' });
      const ours = { ...payload, repository: { ...payload.repository, full_name: 'acme/shop' } };
      const { kind } = intentOf('pull_request', ours);
      expect(['wake', 'ignored']).toContain(kind);
      if (payload.action === 'closed') expect(kind).toBe('wake');
    }
  });
});

describe('a push event', () => {
  const push = (repository: unknown) => intentOf('push', { repository });

  it.each([
    'https://github.com/acme/previews',
    'https://github.com/acme/previews.git',
    'https://GitHub.com/Acme/Previews/',
    'https://bot@github.com/acme/previews.git',
    'ssh://git@github.com/acme/previews.git',
    'git@github.com:acme/previews.git',
  ])('of the GitOps repository as %s says that the remote moved', (url) => {
    expect(push({ html_url: url })).toEqual({ kind: 'remote-moved' });
    expect(push({ html_url: 'https://elsewhere.example', clone_url: url })).toEqual({
      kind: 'remote-moved',
    });
  });

  it.each([
    'https://github.com/acme/previews2',
    'https://github.com/acme/shop',
    'https://evil.example/acme/previews',
    'https://evil.example/github.com/acme/previews',
  ])('of %s is ignored', (url) => {
    expect(push({ html_url: url })).toEqual({ kind: 'ignored', reason: 'repository' });
  });

  it('with an absurd address is ignored without being searched', () => {
    const start = performance.now();
    const intent = push({ html_url: `https://x${'/'.repeat(1_000_000)}x` });
    expect(intent).toEqual({ kind: 'ignored', reason: 'malformed' });
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('the end of a build', () => {
  it.each([
    ['workflow_run', 'completed'],
    ['check_suite', 'completed'],
    ['registry_package', 'published'],
    ['registry_package', 'updated'],
  ])('%s %s: who waits for an image of the project is looked at', (event, action) => {
    const payload = { action, repository: { full_name: 'Acme/Shop' } };
    expect(intentOf(event, payload)).toEqual({ kind: 'built', project: 'shop' });
  });

  it.each([
    ['workflow_run', { action: 'requested', repository: { full_name: 'acme/shop' } }, 'action'],
    ['workflow_run', { action: 'completed', repository: { full_name: 'evil/shop' } }, 'repository'],
    ['registry_package', { action: 'published' }, 'malformed'],
    ['check_suite', null, 'malformed'],
  ])('%s with %p is ignored', (event, payload, reason) => {
    expect(intentOf(event, payload)).toEqual({ kind: 'ignored', reason });
  });
});

describe('any other event', () => {
  it.each(['ping', 'issues', 'check_run', 'pull_request_review', '', 'constructor'])(
    '%s is ignored',
    (event) => {
      expect(intentOf(event, pullRequest())).toEqual({ kind: 'ignored', reason: 'event' });
    },
  );
});

describe('whatever JSON comes', () => {
  const anyEvent = fc.oneof(fc.constantFrom('pull_request', 'push', 'ping'), fc.string());
  const likely = fc.record(
    {
      action: fc.oneof(fc.constantFrom('opened', 'closed'), fc.jsonValue()),
      number: fc.oneof(fc.integer(), fc.jsonValue()),
      pull_request: fc.oneof(fc.record({ updated_at: fc.jsonValue() }), fc.jsonValue()),
      repository: fc.oneof(
        fc.record({ full_name: fc.constantFrom('acme/shop', 'a/b'), html_url: fc.jsonValue() }),
        fc.jsonValue(),
      ),
    },
    { requiredKeys: [] },
  );

  it('there is an intent, and it names a registered project and a number only', () => {
    fc.assert(
      fc.property(anyEvent, fc.oneof(likely, fc.jsonValue()), (event, payload) => {
        const intent = intentOf(event, payload);
        if (intent.kind !== 'wake') return;
        expect(intent.wake.project).toBe('shop');
        expect(intent.wake.number).toMatch(/^[1-9]\d*$/);
      }),
      { numRuns: 2_000 },
    );
  });
});
