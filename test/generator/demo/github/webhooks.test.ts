import { startGitHub, type GitHubStandIn } from '../../../../generator/demo/github/stand-in.ts';
import { startHookReceiver } from './hook-receiver.ts';

let github: GitHubStandIn;
let hook: Awaited<ReturnType<typeof startHookReceiver>>;

beforeEach(async () => {
  github = await startGitHub({ tokens: { secret: 'preview-bot' } });
  hook = await startHookReceiver('hush');
  github.addHook({ url: hook.url, secret: 'hush' });
  github.createRepository('acme/shop', { id: 123, files: { 'k8s-ee.yaml': 'projectId: shop\n' } });
});

afterEach(() => Promise.all([github.stop(), hook.stop()]));

describe('webhooks of the stand-in', () => {
  it('tell of every action, signed, with the values that REST answers then', async () => {
    await github.openPullRequest('acme/shop', { number: 7, title: 'Cart', branch: 'feature/cart' });
    await github.push('acme/shop', 7, { 'a.txt': 'a' });
    await github.label('acme/shop', 7, 'preview');
    await github.unlabel('acme/shop', 7, 'preview');
    await github.convertToDraft('acme/shop', 7);
    await github.readyForReview('acme/shop', 7);
    await github.edit('acme/shop', 7, { title: 'Basket', base: 'next' });
    await github.comment('acme/shop', 7, { body: '/preview up' });
    await github.close('acme/shop', 7);
    await github.reopen('acme/shop', 7);
    await github.merge('acme/shop', 7);

    expect(hook.received.map(({ event, payload }) => `${event} ${String(payload.action)}`)).toEqual(
      [
        'pull_request opened',
        'pull_request synchronize',
        'pull_request labeled',
        'pull_request unlabeled',
        'pull_request converted_to_draft',
        'pull_request ready_for_review',
        'pull_request edited',
        'issue_comment created',
        'pull_request closed',
        'pull_request reopened',
        'pull_request closed',
      ],
    );
    expect(hook.received.every(({ verified }) => verified)).toBe(true);
    expect(new Set(hook.received.map(({ id }) => id)).size).toBe(11);
    const rest = await fetch(`${github.url}/repos/acme/shop/pulls/7`);
    const last = hook.received.at(-1)?.payload;
    expect(last?.pull_request).toMatchObject((await rest.json()) as object);
    expect(last).toMatchObject({
      number: 7,
      repository: { id: 123, full_name: 'acme/shop', owner: { login: 'acme' } },
      pull_request: { merged: true, state: 'closed', title: 'Basket', base: { ref: 'next' } },
    });
  });

  it('name no address and no person of the payloads they are built on', async () => {
    await github.openPullRequest('acme/shop', {});
    await github.push('acme/shop', 1);
    await github.comment('acme/shop', 1, { body: 'hi' });
    await github.ping('acme/shop');
    const text = JSON.stringify(hook.received.map(({ payload }) => payload));
    const foreign = /.{40}(Codertocat|Hello-World|Octocoders|[/.]github\.com).{20}/g;
    expect(text.match(foreign)).toBeNull();
  });

  it('give back what the hook answered, also when nobody listens', async () => {
    const { deliveries } = await github.openPullRequest('acme/shop', {});
    expect(deliveries).toMatchObject([{ status: 202, answer: 'taken', event: 'pull_request' }]);
    await hook.stop();
    const { deliveries: lost } = await github.push('acme/shop', 1);
    expect(lost[0]?.status).toBeUndefined();
    expect(lost[0]?.error).toMatch(/ECONNREFUSED/);
  });

  it('can be withheld, sent later, doubled, delayed and wrongly signed', async () => {
    const opened = await github.openPullRequest('acme/shop', {}, { withhold: true });
    expect(hook.received).toHaveLength(0);
    await github.push('acme/shop', 1, {}, { times: 2, delayMs: 20 });
    const [first, second] = hook.received;
    expect(first?.id).toBe(second?.id);
    await github.redeliver(opened.deliveries[0]?.id ?? '');
    expect(hook.received.map(({ payload }) => payload.action)).toEqual([
      'synchronize',
      'synchronize',
      'opened',
    ]);
    await github.close('acme/shop', 1, { secret: 'guessed' });
    expect(hook.received.at(-1)?.verified).toBe(false);
  });

  it('go to the hooks that asked for the event only', async () => {
    const other = await startHookReceiver('two');
    github.addHook({ url: other.url, secret: 'two', events: ['issue_comment'] });
    await github.openPullRequest('acme/shop', {});
    await github.comment('acme/shop', 1, { body: 'hi' });
    expect(other.received.map(({ event }) => event)).toEqual(['issue_comment']);
    expect(hook.received.map(({ event }) => event)).toEqual(['pull_request', 'issue_comment']);
    await other.stop();
  });

  it('follow comments that are written through REST', async () => {
    await github.openPullRequest('acme/shop', {});
    await fetch(`${github.url}/repos/acme/shop/issues/1/comments`, {
      method: 'POST',
      headers: { authorization: 'token secret' },
      body: JSON.stringify({ body: 'ours' }),
    });
    while (hook.received.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(hook.received[1]?.payload).toMatchObject({
      action: 'created',
      comment: { body: 'ours', user: { login: 'preview-bot' } },
      issue: { number: 1, pull_request: {} },
    });
  });
});
