import type { OpenOptions } from '../../../generator/demo/github/pull-requests.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
const start = async (policy?: string) => {
  world = await startWorld({ ...(policy !== undefined && { policy }) });
};
afterEach(() => world.stop());

const open = (options: OpenOptions = {}) => world.github.openPullRequest(world.repository, options);
const say = async (number: number, body: string, author = 'alice') =>
  (await world.github.comment(world.repository, number, { body, author })).comment;
const record = (number: number, text: string) =>
  world.until(`${text} in the record of ${number}`, async () =>
    (await world.record(number))?.includes(text),
  );
const marks = (number: number) =>
  world.github
    .pullRequest(world.repository, number)
    .comments.flatMap(({ body, reactions }) =>
      reactions.map(({ author, content }) => `${body}: ${content} by ${author.login}`),
    );
const marked = (number: number, mark: string) =>
  world.until(mark, () => marks(number).includes(mark));
/** What we answered in words. */
const answers = (number: number) =>
  world.github
    .pullRequest(world.repository, number)
    .comments.filter(({ body }) => body.startsWith('<!-- k8s-ee:answer'))
    .map(({ body }) => body);
const sticky = (number: number, text: string) =>
  world.until(`"${text}" in the comment`, () =>
    world.github
      .pullRequest(world.repository, number)
      .comments.some(({ body }) => body.startsWith('<!-- k8s-ee:env') && body.includes(text)),
  );
const contentCalls = () =>
  world.github.calls.filter(
    ({ caller, path }) => caller === 'previews' && path.includes('/contents/'),
  ).length;

describe('a command', () => {
  it('is obeyed once, marked, and stands in record and commit with who gave it', async () => {
    await start();
    await open();
    await record(1, 'state: active');
    const { id } = await say(1, '/preview sleep\nuntil tomorrow');
    await record(1, 'state: sleeping');
    await marked(1, '/preview sleep\nuntil tomorrow: +1 by previews');
    await record(1, `lastComment: ${id}`);
    const { stdout } = await world.gitops.person
      .git('fetch', '--quiet', 'origin', 'environments')
      .then(() => world.gitops.person.git('log', '--format=%B', 'FETCH_HEAD'))
      .then((stdout) => ({ stdout: String(stdout) }));
    expect(stdout).toContain(`Command: /preview sleep (comment ${id} by alice)`);

    const commits = await world.commits();
    await world.generator().stop();
    await (await world.start()).ready();
    await say(1, '/preview help');
    await marked(1, '/preview help: +1 by previews');
    expect(await world.commits()).toBe(commits);
    expect(answers(1)).toEqual([expect.stringContaining('/preview reset-db')]);
  });

  it('asks for the logs: of a public repository no line of them, and without a cluster none', async () => {
    await start();
    await open();
    await record(1, 'state: active');
    await say(1, '/preview logs');
    await marked(1, '/preview logs: +1 by previews');
    expect(answers(1).at(-1)).toContain('Log lines are not posted here');
    world.github.repository('acme/shop').private = true;
    await say(1, '/preview logs');
    await world.until('another answer', async () => answers(1).length === 2);
    expect(answers(1).at(-1)).toContain('no access to the cluster');
  });

  it('that was given while nobody listened is found by the sweep', async () => {
    await start();
    await open();
    await record(1, 'state: active');
    await world.generator().stop();
    await say(1, '/preview down');
    await (await world.start()).ready();
    await record(1, 'state: destroying');
    await record(1, 'heldBy: alice');
    await say(1, '/preview up');
    await record(1, 'state: active');
  });

  it('whose mark was lost is marked later and not obeyed again', async () => {
    await start();
    await open();
    await record(1, 'state: active');
    const heal = world.github.fail({
      match: ({ method, path }) => method === 'POST' && path.endsWith('/reactions'),
      status: 500,
    });
    await say(1, '/preview redeploy');
    await record(1, 'attempt: 1');
    heal();
    await say(1, '/preview redeploy');
    await record(1, 'attempt: 2');
    await world.until('both marks', () => marks(1).length === 2);
    expect(await world.record(1)).toContain('attempt: 2');
  });
});

describe('what policy does not give', () => {
  it('nobody who may not push gets by a command, and is told so once', async () => {
    await start();
    await open();
    await record(1, 'state: active');
    const before = await world.commits();
    for (const text of ['/preview down', '/preview preserve', '/preview reset-db']) {
      await say(1, text, 'mallory');
      await marked(1, `${text}: confused by previews`);
    }
    expect(await world.commits()).toBe(before);
    expect(answers(1)).toHaveLength(3);
    expect(answers(1)[0]).toContain('mallory may not push to this repository');
  });

  it('quoted, edited and automatic text does not get either', async () => {
    await start();
    await open();
    await record(1, 'state: active');
    const before = await world.commits();
    await say(1, '> /preview down');
    await say(1, 'as I said:\n/preview down');
    await say(1, '/preview down', 'ci[bot]');
    await world.generator().stop();
    const comment = await say(1, '/preview down');
    comment.updatedAt = new Date(comment.createdAt.getTime() + 5_000);
    await (await world.start()).ready();
    await say(1, '/preview help');
    await marked(1, '/preview help: +1 by previews');
    expect(marks(1)).toHaveLength(1);
    expect(await world.commits()).toBe(before);
  });

  it('a fork gets by the approval of exactly its newest commit, and of each one anew', async () => {
    await start();
    const first = (await open({ fork: true, author: 'mallory' })).pull.head.sha;
    await sticky(1, `/preview approve ${first}`);
    await say(1, `/preview approve ${first}`, 'mallory');
    await marked(1, `/preview approve ${first}: confused by previews`);
    await say(1, `/preview approve ${'0'.repeat(40)}`);
    await marked(1, `/preview approve ${'0'.repeat(40)}: confused by previews`);
    expect([await world.record(1), contentCalls()]).toEqual([undefined, 0]);

    await say(1, `/preview approve ${first}`);
    await record(1, `sha: ${first}`);
    await record(1, 'approvedBy: alice');
    const read = contentCalls();
    const second = (await world.github.push(world.repository, 1)).pull.head.sha;
    await sticky(1, `/preview approve ${second}`);
    expect(await world.record(1)).toContain(`sha: ${first}`);
    expect(contentCalls()).toBe(read);
    await say(1, `/preview approve ${second}`);
    await record(1, `sha: ${second}`);
  });

  it('with forks: deny nobody can approve', async () => {
    await start('{forks: deny}');
    const { sha } = (await open({ fork: true, author: 'mallory' })).pull.head;
    await say(1, `/preview approve ${sha}`);
    await say(1, '/preview up');
    await marked(1, '/preview up: confused by previews');
    expect([await world.record(1), contentCalls()]).toEqual([undefined, 0]);
    expect(answers(1).at(-1)).toContain('comes from a fork');
  });

  it('with trigger: command nothing begins before somebody asks', async () => {
    await start('{trigger: command}');
    await open();
    await say(1, '/preview up', 'mallory');
    await marked(1, '/preview up: confused by previews');
    expect([await world.record(1), contentCalls()]).toEqual([undefined, 0]);
    await say(1, '/preview up');
    await record(1, 'requestedBy: alice');
  });

  it('a draft gets no preview by asking for one', async () => {
    await start();
    await open({ draft: true });
    await say(1, '/preview up');
    await marked(1, '/preview up: confused by previews');
    expect(answers(1)[0]).toContain('drafts get no preview');
    expect(await world.record(1)).toBeUndefined();
  });

  it('more than preserve.max are not preserved', async () => {
    await start('{preserve: {max: 1}}');
    await open();
    await open();
    await record(1, 'state: active');
    await record(2, 'state: active');
    await say(1, '/preview preserve');
    await record(1, 'keep: preserved');
    await say(2, '/preview preserve');
    await marked(2, '/preview preserve: confused by previews');
    await world.github.close(world.repository, 1);
    await world.github.close(world.repository, 2);
    await record(2, 'state: destroying');
    expect(await world.record(1)).toContain('state: active');
  });
});
