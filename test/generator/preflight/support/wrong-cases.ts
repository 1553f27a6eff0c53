import type { Status } from '../../../../generator/preflight/finding.ts';
import { startPreflightWorld, type PreflightWorld } from './preflight-world.ts';

/** What is spoiled in a world where all was right, and what preflight must say of it. */
export type WrongCase = [
  what: string,
  spoil: (world: PreflightWorld) => unknown,
  found: { check: string; status: Status; message: RegExp; next?: RegExp },
];

/** One test for each; every finding that is no "ok" and was looked at says what to do. */
export function tellsWhatIsWrong(cases: readonly WrongCase[]): void {
  let world: PreflightWorld;
  beforeAll(async () => {
    world = await startPreflightWorld();
  });
  beforeEach(() => world.reset());
  afterAll(() => world.stop());

  it.each(cases)('tells that %s', async (_, spoil, { check, status, message, next }) => {
    await spoil(world);
    const findings = await world.run();
    const ofCheck = findings.filter((finding) => finding.check === check);
    expect(ofCheck).toContainEqual(
      expect.objectContaining({
        ...{ check, status, message: expect.stringMatching(message) },
        ...((status !== 'unknown' || next) && { next: expect.stringMatching(next ?? /\S/) }),
      }),
    );
  });
}
