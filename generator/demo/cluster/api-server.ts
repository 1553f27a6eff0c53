import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Namespaces } from './namespaces.ts';
import { itemsOf, namespaceObject } from './namespace-objects.ts';
import { podLog } from './pod-object.ts';
import { fitsFields, fitsLabels } from './selectors.ts';
import type { ApiObject, Change, Store } from './store.ts';

export type ApiOptions = {
  /** Where Argo CD's objects are. */
  readonly argocdNamespace: string;
  /** By their plural. */
  readonly stores: Readonly<Record<string, Store>>;
  readonly namespaces: Namespaces;
};

/** Answers what the generator asks of the Kubernetes API; everything else is 404. Nothing can be changed by it. */
export function createApi(options: ApiOptions) {
  const ofArgo = new RegExp(
    `^/apis/argoproj\\.io/v1alpha1/namespaces/${options.argocdNamespace}/(\\w+)(?:/([\\w.-]+))?$`,
  );
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method !== 'GET') {
      sendStatus(response, 405, { reason: 'MethodNotAllowed', message: 'this is only read' });
      return;
    }
    const [, plural = '', name] = ofArgo.exec(pathname) ?? [];
    const store = options.stores[plural];
    if (!store) answerCore(pathname, searchParams, response, options.namespaces);
    else if (name !== undefined) {
      const object = store.get(name);
      if (object) send(response, object);
      else sendAbsent(response, plural, name);
    } else if (/^(1|true)$/.test(searchParams.get('watch') ?? ''))
      watch(store, searchParams, response);
    else {
      const selector = searchParams.get('labelSelector');
      const items = store.list().filter(({ metadata }) => fitsLabels(selector, metadata.labels));
      sendList(response, items, store.version());
    }
  };
}

const IN_NAMESPACE =
  /^\/(?:api\/v1|apis\/(?:apps|batch|external-secrets\.io)\/v1)\/namespaces\/([\w.-]+)(?:\/(\w+)(?:\/([\w.-]+)\/log)?)?$/;

function answerCore(
  path: string,
  query: URLSearchParams,
  response: ServerResponse,
  namespaces: Namespaces,
): void {
  const [, id = '', plural, pod] = IN_NAMESPACE.exec(path) ?? [];
  const namespace = namespaces.get(id);
  const now = Date.now();
  if (id === '') {
    sendStatus(response, 404, { reason: 'NotFound', message: `nothing is known of ${path}` });
  } else if (plural === undefined) {
    if (namespace) send(response, namespaceObject(namespace, now));
    else sendAbsent(response, 'namespaces', id);
  } else if (pod !== undefined) {
    const found = namespace?.pods.find(({ name }) => name === pod);
    const container = query.get('container') ?? '';
    const log = found && podLog(found, container, now);
    if (log === undefined) {
      sendStatus(response, 400, { reason: 'BadRequest', message: `${container} has no log` });
    } else response.writeHead(200, { 'content-type': 'text/plain' }).end(log);
  } else {
    // Of what is not there a list is empty.
    const items = namespace ? itemsOf(plural, namespace, now) : [];
    const labels = (item: object) => (item as ApiObject).metadata.labels;
    const fits = (item: object) =>
      fitsLabels(query.get('labelSelector'), labels(item)) &&
      fitsFields(query.get('fieldSelector'), item);
    sendList(response, items?.filter(fits) ?? [], now);
  }
}

function watch(store: Store, query: URLSearchParams, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  const selector = query.get('labelSelector');
  const onChange = ({ type, object }: Change) => {
    if (fitsLabels(selector, object.metadata.labels)) {
      response.write(`${JSON.stringify({ type, object })}\n`);
    }
  };
  const end = store.follow(Number(query.get('resourceVersion')), onChange);
  if (!end) {
    const gone = { kind: 'Status', status: 'Failure', reason: 'Expired', code: 410 };
    response.end(`${JSON.stringify({ type: 'ERROR', object: gone })}\n`);
    return;
  }
  const seconds = Number(query.get('timeoutSeconds') ?? 240);
  const timer = setTimeout(() => response.end(), seconds * 1_000);
  response.once('close', () => {
    clearTimeout(timer);
    end();
  });
}

function send(response: ServerResponse, body: object, code = 200): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function sendList(response: ServerResponse, items: readonly object[], version: number): void {
  const metadata = { resourceVersion: String(version) };
  send(response, { apiVersion: 'v1', kind: 'List', metadata, items });
}

function sendStatus(
  response: ServerResponse,
  code: number,
  told: { readonly reason: string; readonly message: string; readonly details?: object },
): void {
  send(response, { apiVersion: 'v1', kind: 'Status', status: 'Failure', code, ...told }, code);
}

function sendAbsent(response: ServerResponse, plural: string, name: string): void {
  const message = `${plural} "${name}" not found`;
  sendStatus(response, 404, { reason: 'NotFound', message, details: { kind: plural, name } });
}
