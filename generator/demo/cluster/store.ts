/** An object as the API server gives it. */
export type ApiObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
};

export type Change = {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly version: number;
  readonly object: ApiObject;
};

/** The objects of one kind, and who follows them. */
export type Store = {
  /** The version of the newest change. */
  version(): number;
  list(): readonly ApiObject[];
  get(name: string): ApiObject | undefined;
  /** Makes or replaces it; the same content is no change. */
  put(object: ApiObject): void;
  remove(name: string): void;
  /** Hears of every change after a version. `undefined`: what changed since is not known any more. */
  follow(since: number, onChange: (change: Change) => void): (() => void) | undefined;
};

/** As many changes are remembered. */
const MEMORY = 500;

export function createStore(): Store {
  const objects = new Map<string, { content: string; object: ApiObject }>();
  const followers = new Set<(change: Change) => void>();
  let changes: readonly Change[] = [];
  // A version that somebody remembers of another server is an old one.
  let version = 1_000;

  function tell(type: Change['type'], object: ApiObject): ApiObject {
    version += 1;
    const metadata = { ...object.metadata, resourceVersion: String(version) };
    const change: Change = { type, version, object: { ...object, metadata } };
    changes = [...changes, change].slice(-MEMORY);
    for (const follower of followers) follower(change);
    return change.object;
  }

  return {
    version: () => version,
    list: () => [...objects.values()].map(({ object }) => object),
    get: (name) => objects.get(name)?.object,
    put(object) {
      const { name } = object.metadata;
      const content = JSON.stringify(object);
      const before = objects.get(name);
      if (before?.content === content) return;
      objects.set(name, { content, object: tell(before ? 'MODIFIED' : 'ADDED', object) });
    },
    remove(name) {
      const before = objects.get(name);
      if (!before) return;
      objects.delete(name);
      tell('DELETED', before.object);
    },
    follow(since, onChange) {
      const missed = changes.filter((change) => change.version > since);
      if (since > version || missed.length < version - since) return undefined;
      missed.forEach(onChange);
      followers.add(onChange);
      return () => void followers.delete(onChange);
    },
  };
}
