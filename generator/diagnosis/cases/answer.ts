import type { Service } from '../../../apps/environment/services.ts';
import type { Listening } from '../log-lines.ts';
import { startSeconds, type Part } from '../part.ts';
import type { Found } from './case.ts';

/** What a service said to a probe, and what is known beside it. */
export type Answer = {
  readonly part: Part & { readonly service: Service };
  /** Whether it ever answered well in this life. */
  readonly started: boolean;
  /** Where its log says that it listens, and a probe does not find it. */
  readonly elsewhere: Listening | undefined;
  /** Whether its log says that it does things, but not that it listens. */
  readonly busy: boolean;
};

/** Below 500: the path is not the one to ask. */
export function healthPath({ part }: Answer, status: number): Found {
  const { port, healthPath: path } = part.service;
  const why = status === 401 || status === 403 ? ', it wants a login' : '';
  return {
    kind: 'health-path',
    summary: `\`${path}\` on port ${port} answers ${status}${why}`,
    fix: `set \`${part.path}app.healthPath\` to a path that answers below 400 to everybody`,
    withLog: true,
  };
}

/** From 500 on: it serves, and is not well. */
export function unhealthy({ part }: Answer, status: number): Found {
  const { healthPath: path, port } = part.service;
  return {
    kind: 'unhealthy',
    summary: `\`${path}\` on port ${port} answers ${status}`,
    fix: `see in its log what it misses, or set \`${part.path}app.healthPath\` to a path that does not depend on it`,
    withLog: true,
  };
}

/** Nobody listens there. */
export function refused(answer: Answer): Found {
  const { part, elsewhere, busy, started } = answer;
  const { port } = part.service;
  if (started) {
    return {
      kind: 'unhealthy',
      summary: `it answered on port ${port}, and does no more: connection refused`,
      fix: 'see in its log why it stopped to listen, correct that, and push',
      withLog: true,
    };
  }
  const field = `\`${part.path}app.port\``;
  const kind = 'connection-refused';
  const summary = `nothing answers on port ${port}: connection refused`;
  if (elsewhere) {
    const [seen, fix] = fixOf(elsewhere, port, field);
    return { kind, summary: `${summary}; its log speaks of ${seen}`, fix, withLog: true };
  }
  const listen = `let it listen on 0.0.0.0 and \`PORT\`, which is ${port}, or set ${field} to where it listens`;
  if (!busy) {
    const fix = `${listen}; if it only needs longer, ${longer(part)}`;
    return { kind, summary, fix, withLog: true };
  }
  return {
    kind: 'slow-start',
    summary: `it writes to its log, but nothing answers on port ${port} yet: connection refused`,
    fix: `if it needs longer, ${longer(part)}; if it is up, ${listen}`,
    withLog: true,
  };
}

function fixOf(elsewhere: Listening, port: number, field: string): [string, string] {
  if (elsewhere.port === port) {
    return ['localhost', 'let it listen on every address, 0.0.0.0, not on localhost alone'];
  }
  const listen = `let it listen on \`PORT\`, which is ${port}`;
  const fix =
    elsewhere.port >= 1024
      ? `set ${field} to ${elsewhere.port}, or ${listen}`
      : `${listen}; \`app.port\` is at least 1024`;
  return [`port ${elsewhere.port}`, fix];
}

/** A connection, and no answer that is one. */
export function silent({ part, started }: Answer, said: string): Found {
  const { healthPath: path, port } = part.service;
  if (/malformed HTTP|HTTP response to HTTPS|EOF|reset by peer/i.test(said)) {
    return {
      kind: 'unhealthy',
      summary: `what listens on port ${port} does not speak HTTP`,
      fix: `let it speak plain HTTP there, without TLS, or set \`${part.path}app.port\` to where it does`,
      withLog: true,
    };
  }
  if (started) {
    return {
      kind: 'unhealthy',
      summary: `\`${path}\` on port ${port} does not answer in time any more`,
      fix: `let \`${path}\` answer within 3 seconds, or raise \`${part.path}resources.limits.cpu\``,
      withLog: true,
    };
  }
  return {
    kind: 'slow-start',
    summary: `\`${path}\` on port ${port} does not answer in time yet`,
    fix: `${longer(part)}, or let it start faster`,
    withLog: true,
  };
}

function longer(part: Answer['part']): string {
  return `raise \`${part.path}app.startupSeconds\` above ${startSeconds(part)}`;
}
