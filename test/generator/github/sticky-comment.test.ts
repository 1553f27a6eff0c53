import { start, token } from './start.ts';

let running: Awaited<ReturnType<typeof start>>;

beforeEach(async () => {
  running = await start({ throttle: false });
  await running.standIn.openPullRequest('acme/shop', { number: 7 });
});

afterEach(() => running.standIn.stop());

const marker = '<!-- k8s-ee -->';
const sticky = (text: string, create = true) => ({ marker, body: `${marker}\n${text}`, create });
const comments = () => running.standIn.pullRequest('acme/shop', 7).comments;
const writes = (method: string) => running.standIn.countCalls({ method });

describe('the sticky comment', () => {
  it('is made once, edited when it changes, and left alone when it does not', async () => {
    const { github } = running;
    const made = await github.stickyComment('acme/shop', 7, sticky('one'));
    expect(made).toEqual({ kind: 'written', id: comments()[0]?.id });
    expect(await github.stickyComment('acme/shop', 7, sticky('one'))).toMatchObject({
      kind: 'unchanged',
    });
    expect(await github.stickyComment('acme/shop', 7, sticky('two'))).toEqual(made);
    expect(comments().map(({ body, author }) => [author.login, body])).toEqual([
      ['preview-bot', `${marker}\ntwo`],
    ]);
    expect([writes('POST'), writes('PATCH')]).toEqual([1, 1]);
  });

  it('is found by a process that never saw it, beyond a hundred comments', async () => {
    const { standIn, github, connect } = running;
    for (let n = 0; n < 150; n++) await standIn.comment('acme/shop', 7, { body: `chat ${n}` });
    const made = await github.stickyComment('acme/shop', 7, sticky('one'));
    const other = connect();
    expect(await other.stickyComment('acme/shop', 7, sticky('one'))).toEqual({
      ...made,
      kind: 'unchanged',
    });
    const before = standIn.calls.length;
    expect(await other.stickyComment('acme/shop', 7, sticky('two'))).toEqual(made);
    expect(standIn.calls.slice(before).map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /repos/acme/shop/issues/comments/${comments().at(-1)?.id}`,
      `PATCH /repos/acme/shop/issues/comments/${comments().at(-1)?.id}`,
    ]);
  });

  it('is one, also where two processes that write as we do make it in the same moment', async () => {
    const { github, connect } = running;
    const other = connect();
    const both = [
      github.stickyComment('acme/shop', 7, sticky('a')),
      other.stickyComment('acme/shop', 7, sticky('b')),
    ];
    await Promise.all(both);
    await github.stickyComment('acme/shop', 7, sticky('c'));
    await other.stickyComment('acme/shop', 7, sticky('c'));
    expect(comments().map(({ body }) => body)).toEqual([`${marker}\nc`]);
  });

  it('is the first of several that were left, and the others go', async () => {
    const { standIn, connect } = running;
    for (const text of ['one', 'two', 'three']) {
      await standIn.comment('acme/shop', 7, { author: 'preview-bot', body: `${marker}\n${text}` });
    }
    const [first] = comments();
    expect(await connect().stickyComment('acme/shop', 7, sticky('four'))).toEqual({
      kind: 'written',
      id: first?.id,
    });
    expect(comments().map(({ id, body }) => [id, body])).toEqual([[first?.id, `${marker}\nfour`]]);
  });

  it('is none of our answers that quote its marker', async () => {
    const { standIn, github } = running;
    const answer = { author: 'preview-bot', body: `<!-- k8s-ee:answer 1 -->\n/preview ${marker}` };
    await standIn.comment('acme/shop', 7, answer);
    await github.stickyComment('acme/shop', 7, sticky('one'));
    expect(comments().map(({ body }) => body)).toEqual([answer.body, `${marker}\none`]);
  });

  it('is ours only: the marker in the comment of somebody else counts for nothing', async () => {
    const { standIn, github } = running;
    await standIn.comment('acme/shop', 7, { author: 'mallory', body: `${marker}\nforged` });
    await standIn.comment('acme/shop', 7, { author: 'preview-bot', body: 'ours, another one' });
    await github.stickyComment('acme/shop', 7, sticky('one'));
    expect(comments().map(({ body }) => body)).toEqual([
      `${marker}\nforged`,
      'ours, another one',
      `${marker}\none`,
    ]);
  });

  it('is made again when it was deleted, and set right when somebody edited it', async () => {
    const { github } = running;
    await github.stickyComment('acme/shop', 7, sticky('one'));
    comments().length = 0;
    expect(await github.stickyComment('acme/shop', 7, sticky('one'))).toMatchObject({
      kind: 'written',
    });
    expect(comments()).toHaveLength(1);
    Object.assign(comments()[0] ?? {}, { body: `${marker}\nby hand` });
    await github.stickyComment('acme/shop', 7, sticky('one'));
    expect(comments()[0]?.body).toBe(`${marker}\none`);
    Object.assign(comments()[0] ?? {}, { body: `${marker}\r\none\n` });
    expect(await github.stickyComment('acme/shop', 7, sticky('one'))).toMatchObject({
      kind: 'unchanged',
    });
  });

  it('is not made where only an existing one is to be edited', async () => {
    const { github } = running;
    expect(await github.stickyComment('acme/shop', 7, sticky('end', false))).toEqual({
      kind: 'none',
    });
    await github.stickyComment('acme/shop', 7, sticky('one'));
    expect(await github.stickyComment('acme/shop', 7, sticky('end', false))).toMatchObject({
      kind: 'written',
    });
    expect(comments().map(({ body }) => body)).toEqual([`${marker}\nend`]);
  });

  it('is one, however many ask for it at once', async () => {
    const { github } = running;
    const texts = Array.from({ length: 20 }, (_, n) => `text ${n}`);
    await Promise.all(texts.map((text) => github.stickyComment('acme/shop', 7, sticky(text))));
    expect(comments().map(({ body }) => body)).toEqual([`${marker}\ntext 19`]);
  });

  it('stays one when GitHub makes it and then answers 502', async () => {
    const { standIn, github } = running;
    const post = ({ method }: { method: string }) => method === 'POST';
    standIn.fail({ match: post, status: 502, times: 1 });
    expect(await github.stickyComment('acme/shop', 7, sticky('one'))).toMatchObject({
      kind: 'unknown',
    });
    expect(writes('POST')).toBe(1);
    // What GitHub made behind the 502 is found by the next attempt.
    await standIn.comment('acme/shop', 7, { author: 'preview-bot', body: `${marker}\none` });
    await github.stickyComment('acme/shop', 7, sticky('two'));
    expect(comments().map(({ body }) => body)).toEqual([`${marker}\ntwo`]);
  });

  it('is not written when we cannot tell who we are or what is there', async () => {
    const { standIn, github } = running;
    const faulty: ((path: string) => boolean)[] = [
      (path) => path === '/user',
      (path) => path.endsWith('/comments'),
    ];
    for (const matches of faulty) {
      const heal = standIn.fail({
        match: ({ path, method }) => method === 'GET' && matches(path),
        status: 404,
      });
      expect(await github.stickyComment('acme/shop', 7, sticky('one'))).toMatchObject({
        kind: 'unknown',
      });
      heal();
    }
    expect(comments()).toHaveLength(0);
  });

  it('carries its marker even if the body forgot it', async () => {
    await running.github.stickyComment('acme/shop', 7, { marker, body: 'plain', create: true });
    expect(comments()[0]?.body).toBe(`${marker}\nplain`);
  });

  it('waits its turn where GitHub asks for a pace', async () => {
    const { connect, standIn } = running;
    await standIn.openPullRequest('acme/shop', { number: 8 });
    const paced = connect({ throttle: true });
    const started = Date.now();
    await Promise.all([7, 8].map((n) => paced.stickyComment('acme/shop', n, sticky('one'))));
    expect(Date.now() - started).toBeGreaterThan(2500);
    expect(await paced.identity()).toEqual({ kind: 'identity', login: 'preview-bot' });
    expect(JSON.stringify(running.logged)).not.toContain(token);
  });
});
