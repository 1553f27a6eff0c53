import { setTimeout as sleep } from 'node:timers/promises';
import { STATUS_MARKER } from '../../../generator/web/status/marker.ts';
import type { Traefik, Visit } from './traefik.ts';

const PAUSE_MS = 100;

/** Who answered: the app, the status page, or neither, as when Traefik reaches nobody. */
export type Answerer = 'app' | 'status page' | 'neither';

export function answererOf({ status, headers }: Pick<Visit, 'status' | 'headers'>): Answerer {
  if (headers[STATUS_MARKER] !== undefined) return 'status page';
  return status === 200 ? 'app' : 'neither';
}

/** One visitor, and when they came. Milliseconds as `Date.now()`. */
type Visitor = { readonly at: number; who?: Answerer };

export type Watch = {
  /** Resolves with when the first visitor after this moment came who was answered so. */
  next(wanted: Answerer, seconds: number): Promise<number>;
  /** Who answered those that came from a moment on, in the order in which they came. */
  since(begun: number): Promise<Answerer[]>;
  stop(): Promise<void>;
};

/** Sends visitors to a path of a host; none waits for the answer to another. */
export function watch(traefik: Traefik, host: string, path: string): Watch {
  const visitors: Visitor[] = [];
  const inside = new Set<Promise<void>>();
  const stopping = new AbortController();

  function send(): void {
    const visitor: Visitor = { at: Date.now() };
    visitors.push(visitor);
    const visit = traefik
      .visit(host, path)
      .then(answererOf, () => 'neither' as const)
      .then((who) => {
        visitor.who = who;
        inside.delete(visit);
      });
    inside.add(visit);
  }
  const sending = (async () => {
    while (!stopping.signal.aborted) {
      send();
      await sleep(PAUSE_MS);
    }
  })();

  return {
    async next(wanted, seconds) {
      const begun = Date.now();
      for (;;) {
        const found = visitors.find(({ at, who }) => at > begun && who === wanted);
        if (found) return found.at;
        if (Date.now() > begun + seconds * 1000) {
          throw new Error(`${host} was not answered by the ${wanted} within ${seconds} s`);
        }
        await sleep(10);
      }
    },
    async since(begun) {
      const come = visitors.filter(({ at }) => at >= begun);
      await Promise.all(inside);
      return come.flatMap(({ who }) => who ?? []);
    },
    async stop() {
      stopping.abort();
      await sending;
      await Promise.all(inside);
    },
  };
}
