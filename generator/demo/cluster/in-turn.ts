/** Work that is done one at a time; asked for meanwhile, it is done once more afterwards. */
export function inTurn(work: () => Promise<void>): { wake(): void } {
  let running = false;
  let again = false;

  async function run(): Promise<void> {
    running = true;
    do {
      again = false;
      // What cannot be read now is read at the next poll.
      await work().catch(() => undefined);
    } while (again);
    running = false;
  }

  return {
    wake() {
      if (running) again = true;
      else void run();
    },
  };
}
