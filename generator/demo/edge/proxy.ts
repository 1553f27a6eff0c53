import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { Transform } from 'node:stream';

/** Passes a request on to a port of this machine, its host kept; `rewrite`: of every line of text in the answer. */
export function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  to: { readonly port: number; readonly rewrite?: (text: string) => string },
): void {
  const { 'accept-encoding': _encoding, ...headers } = request.headers;
  const passed = ask(
    {
      ...{ host: '127.0.0.1', port: to.port, method: request.method, path: request.url },
      headers: { ...headers, 'x-forwarded-for': request.socket.remoteAddress ?? '' },
    },
    (answer) => {
      const { 'content-length': length, ...kept } = answer.headers;
      const isText = /^(text|application\/json)/.test(answer.headers['content-type'] ?? '');
      const rewritten = to.rewrite && isText ? rewriting(to.rewrite) : undefined;
      response.writeHead(answer.statusCode ?? 502, {
        ...kept,
        ...(!rewritten && length !== undefined && { 'content-length': length }),
      });
      response.flushHeaders();
      const done = () => undefined;
      if (rewritten) pipeline(answer, rewritten, response, done);
      else pipeline(answer, response, done);
    },
  );
  passed.once('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { 'content-type': 'text/plain' }).end('The demo is ending.\n');
  });
  response.once('close', () => passed.destroy());
  request.pipe(passed);
}

/** What is longer than a line is passed on line by line, so that events arrive when they are sent. */
function rewriting(rewrite: (text: string) => string): Transform {
  let rest = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const all = Buffer.concat([rest, chunk]);
      const end = all.lastIndexOf('\n') + 1;
      rest = all.subarray(end);
      done(undefined, rewrite(all.subarray(0, end).toString()));
    },
    flush(done) {
      done(undefined, rewrite(rest.toString()));
    },
  });
}
