/** What was seen or written last of each key; the oldest goes where there are too many. */
export type Memory<T> = {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  delete(key: string): void;
};

export function createMemory<T>(most = 10_000): Memory<T> {
  const values = new Map<string, T>();
  return {
    get: (key) => values.get(key),
    delete: (key) => void values.delete(key),
    set(key, value) {
      values.delete(key);
      values.set(key, value);
      for (const oldest of values.keys()) {
        if (values.size <= most) break;
        values.delete(oldest);
      }
    },
  };
}
