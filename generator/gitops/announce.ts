import { parseRecordPath, readRecord } from '../../apps/environment/record.ts';
import type { Platform } from '../../apps/platform/config.ts';
import type { createNotifier, Delivery } from './notify.ts';
import type { FileChange, GitOpsRepository } from './repository.ts';

/** Tells Argo CD what changed on the environments branch, people's commits included, in order. */
export type PushAnnouncer = {
  /** Announces everything since the last announced head, then forwards the bodies. Does not reject. */
  announce(platform: Platform, head: string, forward: readonly string[]): Promise<void>;
  idle(): Promise<void>;
};

export function createAnnouncer(options: {
  readonly repository: Pick<GitOpsRepository, 'changesBetween' | 'readFileAt'>;
  readonly notifier: ReturnType<typeof createNotifier>;
  /** Remembers the last announced head over a restart, so that a push just before it is announced still. */
  readonly memory: {
    read(): Promise<string | undefined>;
    write(head: string): Promise<void>;
  };
  readonly onDelivery: (delivery: Delivery) => void;
  readonly onError: (error: unknown) => void;
}): PushAnnouncer {
  const { repository, notifier, memory } = options;
  let tail: Promise<void> = Promise.resolve();

  async function announcePush(platform: Platform, after: string): Promise<void> {
    const before = await memory.read();
    if (before === after) return;
    if (before !== undefined) {
      const changes = await repository.changesBetween(before, after);
      const recordsChanged = await anyRecordChanged(repository, { before, after, changes });
      const deliveries = await notifier.push(platform, { before, after, changes, recordsChanged });
      for (const delivery of deliveries) options.onDelivery(delivery);
    }
    await memory.write(after);
  }

  async function run(platform: Platform, head: string, forward: readonly string[]): Promise<void> {
    await announcePush(platform, head).catch(options.onError);
    for (const body of forward) {
      for (const delivery of await notifier.pullRequest(platform, body))
        options.onDelivery(delivery);
    }
  }

  return {
    announce(platform, head, forward) {
      tail = tail.then(() => run(platform, head, forward)).catch(options.onError);
      return tail;
    },
    idle: () => tail,
  };
}

/** Whether a record appeared, went, or changed `state` or `keep`: only then does an Application come or go. */
export async function anyRecordChanged(
  repository: Pick<GitOpsRepository, 'readFileAt'>,
  push: {
    readonly before: string;
    readonly after: string;
    readonly changes: readonly FileChange[];
  },
): Promise<boolean> {
  const records = push.changes.filter(({ path }) => parseRecordPath(path));
  if (records.some(({ kind }) => kind !== 'modified')) return true;
  const existence = async (commit: string, path: string) => {
    const text = await repository.readFileAt(commit, path);
    const reading = text === undefined ? undefined : readRecord(text, path);
    return reading?.kind === 'good' ? `${reading.record.state} ${reading.record.keep}` : 'bad';
  };
  const changed = await Promise.all(
    records.map(async ({ path }) => {
      const [before, after] = await Promise.all([
        existence(push.before, path),
        existence(push.after, path),
      ]);
      return before !== after;
    }),
  );
  return changed.includes(true);
}
