export const SILENT = 'no answer in time';

/** Ends a command that says nothing for too long, whatever has become of its children. */
export type SilenceGuard = {
  /** Aborted when it is over. */
  readonly signal: AbortSignal;
  /** Rejects when it is over. */
  readonly broken: Promise<never>;
  /** Starts the clock; each output starts it anew. */
  listen(...outputs: readonly NodeJS.ReadableStream[]): void;
  stop(): void;
};

export function guardSilence(timeoutMs: number): SilenceGuard {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let giveUp: (error: Error) => void;
  const broken = new Promise<never>((_resolve, reject) => (giveUp = reject));
  broken.catch(() => undefined);

  function restart(): void {
    clearTimeout(timer);
    if (controller.signal.aborted) return;
    timer = setTimeout(() => {
      controller.abort();
      giveUp(new Error(SILENT));
    }, timeoutMs);
  }

  return {
    signal: controller.signal,
    broken,
    listen(...outputs) {
      for (const output of outputs) output.on('data', restart);
      restart();
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
