import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Asked } from '../asked.ts';
import type { NewApp } from '../github/app-manifest.ts';
import { isSealedEqual } from '../sealed.ts';
import { appManifest, newAppUrl, type AppUser } from './manifest.ts';
import { donePage, failedPage, formPage } from './page.ts';

export type SetupOptions = {
  readonly user: AppUser;
  readonly opsDomain: string;
  readonly name?: string | undefined;
  readonly organization?: string | undefined;
  /** The page of the GitHub server: `https://github.com`. */
  readonly gitHub: string;
  /** @default - any free one */
  readonly port?: number;
  readonly takeOver: (code: string) => Promise<Asked<NewApp>>;
};

/** Serves the page with the form to this machine's browser, and waits for GitHub to send it back. */
export async function startSetup(options: SetupOptions) {
  const state = randomBytes(16).toString('hex');
  const server = createServer();
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const manifest = appManifest({ ...options, redirectUrl: `${url}/created` });
  const form = formPage(manifest, newAppUrl(options.gitHub, options.organization), state);
  let created: (app: NewApp) => void;
  const app = new Promise<NewApp>((resolve) => (created = resolve));

  async function take(query: URLSearchParams, response: ServerResponse): Promise<void> {
    // Only who was shown the form knows the state.
    if (!isSealedEqual(query.get('state') ?? '', state)) {
      return send(response, 403, failedPage('This is not the answer to the form of this command.'));
    }
    const taken = await options.takeOver(query.get('code') ?? '');
    if (taken.kind === 'unknown') return send(response, 502, failedPage(taken.reason));
    send(response, 200, donePage(taken.value.slug));
    created(taken.value);
  }

  server.on('request', (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    // A page of another site that has this address under a name of its own sees nothing.
    const ours = request.headers.host === `127.0.0.1:${port}`;
    if (!ours || request.method !== 'GET') send(response, 403, failedPage(`Open ${url}`));
    else if (pathname === '/') send(response, 200, form);
    else if (pathname === '/created') void take(searchParams, response);
    else send(response, 404, failedPage(`Open ${url}`));
  });

  return {
    url,
    manifest,
    /** Resolves once GitHub has handed it over. */
    app,
    async stop(): Promise<void> {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(html);
}
