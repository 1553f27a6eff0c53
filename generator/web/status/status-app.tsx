import express, { type Express, type Request, type Response } from 'express';
import type { Board } from '../../feedback/board.ts';
import type { View } from '../../feedback/view.ts';
import type { EnvironmentKey } from '../../reconcile/wake.ts';
import { createAssets, type Assets } from '../assets.ts';
import { page } from '../document.tsx';
import { iconImage } from '../icon-image.ts';
import { securityHeaders } from '../security-headers.ts';
import { statusStyle } from '../style/status-style.ts';
import { clientOf } from './client-address.ts';
import { statusFacts, unknownFacts, type StatusFacts } from './facts.ts';
import { hostTarget, type HostTarget } from './host-target.ts';
import { STATUS_MARKER } from './marker.ts';
import { StatusPage } from './status-page.tsx';
import { statusScript } from './status-script.ts';
import { answerWake, WAKE_PATH, type WakeAnswer } from './wake.ts';
import { createWakeLimits } from './wake-limits.ts';

export type StatusAppDeps = {
  readonly board: Pick<Board, 'view'>;
  /** Under which previews answer; `undefined`: not known yet. */
  readonly domain: () => string | undefined;
  /** Somebody visits a sleeping environment. */
  readonly wake: (key: EnvironmentKey) => void;
  /** @default - the clock */
  readonly now?: () => Date;
  /**
   * How many proxies stand in front: the client is that many entries from the end of X-Forwarded-For.
   * @default 1
   */
  readonly trustedProxies?: number;
};

/** The HTTP application of `STATUS_PORT`: what an environment's address shows until its app does. */
export function createStatusApp(deps: StatusAppDeps): Express {
  const { board, now = () => new Date(), trustedProxies = 1 } = deps;
  const limits = createWakeLimits(now);
  const assets = createAssets('/.k8s-ee', [
    { name: 'status.css', text: statusStyle },
    { name: 'status.js', text: statusScript },
    { name: 'icon.svg', text: iconImage },
  ]);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', trustedProxies);
  app.use(securityHeaders(), (request, response, next) => {
    const domain = deps.domain();
    const target = domain === undefined ? undefined : hostTarget(request.headers.host, domain);
    const view = target && viewFor(target, board);
    response.set(STATUS_MARKER, view?.state ?? 'unknown').vary('accept');
    if (!target) {
      response.status(404).type('text').send('There is no preview under this name.\n');
      return;
    }
    const facts = view ? statusFacts(view) : unknownFacts(target.id);
    assets.router(request, response, (error?: unknown) => {
      if (error !== undefined) next(error);
      else if (request.method === 'POST' && request.path === WAKE_PATH) {
        const client = clientOf(request.ip);
        const asked = { target, view, origin: request.headers.origin, client };
        const answer = answerWake(asked, { limits, wake: deps.wake });
        sendWake(request, response, { answer, facts, assets });
      } else sendStatus(request, response, { facts, assets });
    });
  });
  return app;
}

/** The view of the environment, if it has the service that the host names, as far as its services are known. */
function viewFor({ id, host, service }: HostTarget, board: Pick<Board, 'view'>): View | undefined {
  const view = board.view(id);
  if (!view || service === undefined || view.services.length === 0) return view;
  const [name] = host.split(':');
  const known = view.services.some(
    ({ url }) => URL.canParse(url) && new URL(url).hostname === name,
  );
  return known ? view : undefined;
}

type Shown = { readonly facts: StatusFacts; readonly assets: Assets };

function sendStatus(request: Request, response: Response, { facts, assets }: Shown): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    // Of what may be an app in a moment: who sends it something tries again.
    const soon = facts.status === 503;
    response.status(soon ? 503 : 405).set(soon ? { 'retry-after': '10' } : { allow: 'GET, HEAD' });
    response.json({ error: `${facts.id} is ${facts.state}: its app does not answer yet` });
    return;
  }
  const { status, ...told } = facts;
  response.status(status);
  if (status === 503 && told.retryAfter !== undefined) {
    response.set('retry-after', String(told.retryAfter));
  }
  if (wantsJson(request)) response.json(told);
  else response.send(page(<StatusPage facts={facts} assets={assets} />));
}

function sendWake(
  request: Request,
  response: Response,
  { answer, facts, assets }: Shown & { readonly answer: WakeAnswer },
): void {
  const { status, said, retryAfter } = answer;
  response.status(status);
  if (retryAfter !== undefined) response.set('retry-after', String(retryAfter));
  if (!wantsJson(request)) {
    response.send(page(<StatusPage facts={facts} assets={assets} said={said} />));
  } else response.json(status === 202 ? { woken: facts.id } : { error: said });
}

function wantsJson(request: Request): boolean {
  return request.accepts(['html', 'json']) === 'json';
}
