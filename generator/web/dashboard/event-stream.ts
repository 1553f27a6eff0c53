import type { RequestHandler, Response } from 'express';
import type { Clock } from '../../clock.ts';
import type { Board } from '../../feedback/board.ts';

/** More are told to come back; each is a connection that stays. */
const MOST_STREAMS = 200;
/** Changes that come together are told once. Milliseconds. */
const GATHER_MS = 200;
/** Proxies close what is silent for a minute. Milliseconds. */
const HEARTBEAT_MS = 25_000;

type Stream = { readonly id: string | undefined; readonly response: Response; news: boolean };

/**
 * Tells browsers, as server-sent events, that there is something new: `event: change`. They load their page
 * again by themselves, so what they see is made in one place only. `?id=shop-pr-7`: news of that one only.
 */
export function createEventStream(options: {
  readonly board: Pick<Board, 'subscribe'>;
  readonly clock: Clock;
  /** Ends all streams once it is aborted. */
  readonly stopping: AbortSignal;
}): RequestHandler {
  const { board, clock, stopping } = options;
  const streams = new Set<Stream>();
  let unsubscribe: (() => void) | undefined;
  let gathering = false;

  function noteChange(id: string): void {
    for (const stream of streams) if ((stream.id ?? id) === id) stream.news = true;
    if (gathering) return;
    gathering = true;
    clock.after(GATHER_MS, tell);
  }

  function tell(): void {
    gathering = false;
    for (const stream of streams) {
      // Who does not read what it was told already is told no more until it does.
      if (!stream.news || stream.response.writableNeedDrain) continue;
      stream.news = false;
      stream.response.write('event: change\ndata: -\n\n');
    }
  }

  function beat(stream: Stream): void {
    if (!streams.has(stream)) return;
    stream.response.write(': still here\n\n');
    clock.after(HEARTBEAT_MS, () => beat(stream));
  }

  function open(stream: Stream): void {
    streams.add(stream);
    unsubscribe ??= board.subscribe(noteChange);
  }

  function close(stream: Stream): void {
    streams.delete(stream);
    if (streams.size > 0) return;
    unsubscribe?.();
    unsubscribe = undefined;
  }

  stopping.addEventListener('abort', () => {
    for (const { response } of streams) response.end();
  });

  return (request, response) => {
    if (streams.size >= MOST_STREAMS || stopping.aborted) {
      response
        .status(503)
        .set('retry-after', '30')
        .json({ error: `${MOST_STREAMS} pages are live, no more can be: load yours again later` });
      return;
    }
    response.set({ 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
    response.flushHeaders();
    response.write('retry: 3000\n\n');
    const id = new URLSearchParams(request.originalUrl.split('?')[1] ?? '').get('id') ?? undefined;
    const stream: Stream = { id, response, news: false };
    open(stream);
    response.on('close', () => close(stream));
    clock.after(HEARTBEAT_MS, () => beat(stream));
  };
}
