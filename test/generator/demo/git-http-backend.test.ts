import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gitEnvironment, serveGit } from '../../../generator/demo/git-http-backend.ts';
import { startGitOps, type GitOpsFixture } from '../../support/gitops-fixture.ts';
import { isRunning } from '../../support/processes.ts';

/** More than the buffers of pipes and sockets together: whoever does not wait for them to drain loses or keeps some. */
const SIZE = 16 * 1024 * 1024;

let gitops: GitOpsFixture;
beforeAll(async () => {
  gitops = await startGitOps({ branches: 'main' });
});
afterAll(() => gitops.stop());

const noise = randomBytes(SIZE);
/** What a fetch of everything asks for, in the words of protocol version 2. */
async function wantOf(branch: string): Promise<string> {
  const packet = (text: string) => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
  const head = await gitops.person.head(branch);
  return `${packet('command=fetch')}0001${packet(`want ${head}\n`)}${packet('done\n')}0000`;
}

const asks = {
  method: 'POST',
  headers: {
    'content-type': 'application/x-git-upload-pack-request',
    'git-protocol': 'version=2',
  },
};

describe('bodies that are larger than any buffer', () => {
  it('arrive whole, in a push and in the clone of it', async () => {
    await gitops.person.edit('main', (directory) => writeFile(join(directory, 'noise'), noise));
    const other = await gitops.clone('other');
    await other.git('fetch', '--quiet', 'origin', 'main');
    await other.git('checkout', '--quiet', '--force', 'FETCH_HEAD');
    expect((await other.git('rev-parse', 'HEAD:noise')).trim()).toBe(
      (await gitops.person.git('hash-object', 'noise')).trim(),
    );
    expect(await other.git('fsck', '--full', '--strict')).toBe('');
  });

  it('arrive whole at a client that reads slowly', async () => {
    const body = await wantOf('main');
    const answer = await new Promise<{ bytes: number; tail: string }>((resolve, reject) => {
      const asking = request(`${gitops.url}/git-upload-pack`, asks, (response) => {
        void (async () => {
          await sleep(500);
          let bytes = 0;
          let tail = '';
          for await (const chunk of response) {
            bytes += (chunk as Buffer).length;
            tail = (chunk as Buffer).toString('latin1').slice(-4);
          }
          return { bytes, tail };
        })().then(resolve, reject);
      });
      asking.once('error', reject).end(body);
    });
    expect(answer.bytes).toBeGreaterThan(SIZE);
    // The packet that ends an answer.
    expect(answer.tail).toBe('0000');
  });

  it('a client that leaves in the middle is not waited for', async () => {
    const body = await wantOf('main');
    const root = dirname(gitops.server.directoryOf('gitops'));
    const environment = gitEnvironment(process.env.PATH ?? '', gitops.directory);
    let served: Promise<unknown> = Promise.reject(new Error('nothing was asked'));
    served.catch(() => undefined);
    const children: ChildProcess[] = [];
    let answering: ServerResponse | undefined;
    const server = createServer((incoming, response) => {
      answering = response;
      const onChild = (child: ChildProcess) => void children.push(child);
      served = serveGit(incoming, response, { environment, root, onChild });
      served.catch(() => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/gitops.git/git-upload-pack`;
    const asking = request(url, asks).end(body);
    const [response] = (await once(asking, 'response')) as [IncomingMessage];
    // Nobody reads: once everything between is full, the server waits.
    for (let full = 0; full < 5; await sleep(20))
      full = answering?.writableNeedDrain ? full + 1 : 0;
    response.destroy();
    const ends = served.then(
      () => 'ended',
      () => 'ended',
    );
    const end = await Promise.race([ends, sleep(5_000, 'waits', { ref: false })]);
    server.close();
    expect(end).toBe('ended');
    expect(children.filter(({ pid = 0 }) => isRunning(pid))).toEqual([]);
  });
});
