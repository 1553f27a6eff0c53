import { start } from './start.ts';

let running: Awaited<ReturnType<typeof start>>;

beforeEach(async () => {
  running = await start({ throttle: false });
  await running.standIn.openPullRequest('acme/shop', { number: 7 });
});

afterEach(() => running.standIn.stop());

const post = async (body: string, author = 'alice') =>
  (await running.standIn.comment('acme/shop', 7, { body, author })).comment;

describe('the comments on a pull request', () => {
  it('are all of them, oldest first, with who wrote them', async () => {
    const first = await post('one');
    for (let n = 0; n < 120; n++) await post(`chat ${n}`, 'bob');
    await post('a report', 'ci[bot]');
    const fact = await running.github.comments('acme/shop', 7);
    const { comments } = fact as Extract<typeof fact, { kind: 'found' }>;
    expect(comments).toHaveLength(122);
    expect(comments[0]).toEqual({
      id: first.id,
      author: { login: 'alice', bot: false },
      own: false,
      body: 'one',
      createdAt: first.createdAt.toISOString().replace(/\.\d+Z$/, 'Z'),
      edited: false,
      reactions: false,
    });
    expect(comments.at(-1)?.author).toEqual({ login: 'ci[bot]', bot: true });
  });

  it('say whether they were edited', async () => {
    const comment = await post('one');
    comment.updatedAt = new Date(comment.createdAt.getTime() + 2_000);
    expect(await running.github.comments('acme/shop', 7)).toMatchObject({
      comments: [{ edited: true }],
    });
  });

  it('are unknown when a page is missing, never half', async () => {
    for (let n = 0; n < 120; n++) await post(`chat ${n}`);
    running.standIn.fail({ match: ({ query }) => query.includes('page=2'), status: 500 });
    expect(await running.github.comments('acme/shop', 7)).toMatchObject({ kind: 'unknown' });
  });

  it('are written', async () => {
    expect(await running.github.say('acme/shop', 7, 'It is done.')).toEqual({ kind: 'said' });
    expect(await running.github.comments('acme/shop', 7)).toMatchObject({
      comments: [{ own: true }],
    });
    expect(running.standIn.pullRequest('acme/shop', 7).comments).toMatchObject([
      { author: { login: 'preview-bot' }, body: 'It is done.' },
    ]);
  });
});

describe('a permission', () => {
  it.each([
    ['admin', true],
    ['write', true],
    ['read', false],
    ['none', false],
  ] as const)('%s lets write: %s', async (permission, may) => {
    await post('hello', 'bob');
    running.standIn.repository('acme/shop').permissions.set('bob', permission);
    expect(await running.github.mayWrite('acme/shop', 'bob')).toEqual({ kind: 'known', may });
  });

  it('is none for an account that does not exist, and unknown for every other 404', async () => {
    expect(await running.github.mayWrite('acme/shop', 'nobody')).toEqual({
      kind: 'known',
      may: false,
    });
    running.standIn.fail({ status: 404, body: { message: 'Not Found' } });
    expect(await running.github.mayWrite('acme/shop', 'alice')).toMatchObject({ kind: 'unknown' });
  });

  it.each([403, 429, 500])('is unknown when GitHub answers %s', async (status) => {
    running.standIn.fail({ status });
    expect(await running.github.mayWrite('acme/shop', 'alice')).toMatchObject({ kind: 'unknown' });
  });
});

describe('a reaction of ours', () => {
  it('is seen, once made; that of others is none', async () => {
    const { standIn, github } = running;
    const comment = await post('/preview up');
    comment.reactions.push({
      ...{ id: 1, content: '+1', createdAt: new Date() },
      author: { login: 'bob', id: 2, type: 'User' },
    });
    const seen = () => github.reacted('acme/shop', comment.id);
    expect(await seen()).toEqual({ kind: 'known', reacted: false });
    expect(await github.react('acme/shop', comment.id, 'confused')).toEqual({
      kind: 'known',
      done: true,
    });
    expect(await seen()).toEqual({ kind: 'known', reacted: true });
    // Answered from memory after a 304.
    expect(await seen()).toEqual({ kind: 'known', reacted: true });
    await github.react('acme/shop', comment.id, 'confused');
    expect(standIn.pullRequest('acme/shop', 7).comments[0]?.reactions).toHaveLength(2);
    expect(await github.comments('acme/shop', 7)).toMatchObject({
      comments: [{ reactions: true }],
    });
  });

  it('that says something else is none of the two marks', async () => {
    const comment = await post('/preview up');
    comment.reactions.push({
      ...{ id: 1, content: 'heart', createdAt: new Date() },
      author: { login: 'preview-bot', id: 2, type: 'User' },
    });
    expect(await running.github.reacted('acme/shop', comment.id)).toMatchObject({ reacted: false });
  });

  it('to a comment that was deleted is not made', async () => {
    expect(await running.github.react('acme/shop', 99_999, '+1')).toEqual({
      kind: 'known',
      done: false,
    });
    expect(await running.github.reacted('acme/shop', 99_999)).toMatchObject({ kind: 'unknown' });
  });
});
