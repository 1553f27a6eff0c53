import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Platform } from '../../apps/platform/config.ts';
import type { Health } from '../telemetry/health.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { translate, type Intent } from './events.ts';
import type { Verify } from './signature.ts';

/** GitHub's own bound for a delivery. */
const MAX_BODY_BYTES = 25 * 1024 * 1024;

export type ServerDeps = {
  readonly verify: Verify;
  /** `undefined`: not started yet, deliveries are refused and the sweep covers them. */
  readonly platform: () => Platform | undefined;
  readonly draining: () => boolean;
  readonly accept: (intent: Exclude<Intent, { kind: 'ignored' }>) => void;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly queueLength: () => number;
  /** The pages for people, as soon as there is something to show. */
  readonly pages: () => RequestHandler | undefined;
};

/** The HTTP application of `PORT`. Listens to nothing by itself. */
export function createServer(deps: ServerDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  // The raw bytes are what is signed: they are read before any parser, and bounded.
  const raw = express.raw({ type: () => true, limit: MAX_BODY_BYTES, inflate: false });
  app.post('/webhooks/github', refuseWhileDown(deps), raw, receive(deps));
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', (_request, response) => {
    const { ready, parts } = deps.health.body();
    const draining = deps.draining();
    response.status(ready && !draining ? 200 : 503).json({ ready, draining, parts });
  });
  app.get('/metrics', async (_request, response) => {
    deps.metrics.queue.set(deps.queueLength());
    response.type(deps.metrics.contentType).send(await deps.metrics.text());
  });
  app.use((request, response, next) => {
    const pages = deps.pages();
    if (pages) void pages(request, response, next);
    else next();
  });
  app.use((_request, response) => {
    response.status(404).json({
      error:
        'there is nothing here; try /, /api/environments, /healthz, /readyz, /metrics or POST /webhooks/github',
    });
  });
  app.use(answerErrors(deps));
  return app;
}

function refuseWhileDown({ draining, platform, metrics }: ServerDeps): RequestHandler {
  return (_request, response, next) => {
    const reason = draining() ? 'draining' : platform() ? undefined : 'starting';
    if (!reason) {
      next();
      return;
    }
    metrics.deliveries.inc({ outcome: 'refused', reason });
    response
      .status(503)
      .set('retry-after', '10')
      .json({ error: `the generator is ${reason}` });
  };
}

function receive(deps: ServerDeps): RequestHandler {
  return async (request, response) => {
    const refuse = (status: number, reason: string, error: string) => {
      deps.metrics.deliveries.inc({ outcome: 'refused', reason });
      response.status(status).json({ error });
    };
    const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
    const signature = request.get('x-hub-signature-256');
    if (!signature || !(await deps.verify(body, signature))) {
      refuse(401, 'signature', 'X-Hub-Signature-256 is missing or wrong: check the webhook secret');
      return;
    }
    const payload = tryJson(body);
    if (payload === undefined) {
      refuse(400, 'json', 'the body is not JSON: set the content type of the webhook to JSON');
      return;
    }
    const platform = deps.platform();
    const event = request.get('x-github-event') ?? '';
    const intent: Intent = platform
      ? translate(event, payload, body, platform)
      : { kind: 'ignored', reason: 'event' };
    if (intent.kind === 'ignored') {
      deps.metrics.deliveries.inc({ outcome: 'ignored', reason: intent.reason });
      response.status(202).json({ ignored: intent.reason });
      return;
    }
    deps.accept(intent);
    deps.metrics.deliveries.inc({ outcome: 'accepted', reason: intent.kind });
    response.status(202).json({ accepted: intent.kind });
  };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Nothing of an error leaves the process but its kind. */
function answerErrors({ metrics }: ServerDeps): ErrorRequestHandler {
  return (error: { status?: unknown }, _request, response, _next) => {
    const status = typeof error.status === 'number' ? error.status : 500;
    const reason = status === 413 ? 'too-large' : status < 500 ? 'unreadable' : 'error';
    metrics.deliveries.inc({ outcome: 'refused', reason });
    response.status(status).json({
      error: status === 413 ? 'the body is larger than 25 MB' : `the request is ${reason}`,
    });
  };
}
