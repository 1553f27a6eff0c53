import { setTimeout as sleep } from 'node:timers/promises';
import { every, untilItWorks } from '../../generator/repeat.ts';

describe('until it works', () => {
  it('tries again after a failure and says each one', async () => {
    const failures: unknown[] = [];
    let tries = 0;
    const result = await untilItWorks(
      async () => {
        tries += 1;
        if (tries < 2) throw new Error('not yet');
        return 'done';
      },
      { signal: new AbortController().signal, onFailure: (error) => failures.push(error) },
    );
    expect(result).toBe('done');
    expect(failures).toEqual([new Error('not yet')]);
  });

  it('throws at once what is beyond another try', async () => {
    const onFailure = () => {
      throw new Error('must not be called');
    };
    const options = { signal: new AbortController().signal, onFailure, giveUp: () => true };
    await expect(untilItWorks(() => Promise.reject(new Error('invalid')), options)).rejects.toThrow(
      'invalid',
    );
  });

  it('ends within its pause once aborted', async () => {
    const abort = new AbortController();
    const trying = untilItWorks(() => Promise.reject(new Error('down')), {
      signal: abort.signal,
      onFailure: () => abort.abort(),
    });
    await expect(trying).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('does not begin once aborted', async () => {
    const act = async () => 'begun';
    await expect(
      untilItWorks(act, { signal: AbortSignal.abort(), onFailure: () => {} }),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('every', () => {
  it('acts again and again, never twice at once, until aborted', async () => {
    const abort = new AbortController();
    let running = 0;
    let most = 0;
    let times = 0;
    const third = new Promise<void>((resolve) => {
      every(
        1,
        async () => {
          running += 1;
          most = Math.max(most, running);
          await sleep(5);
          running -= 1;
          times += 1;
          if (times === 3) resolve();
        },
        abort.signal,
      );
    });
    // The timers of `every` keep no process alive, so the test does.
    const alive = setTimeout(() => {}, 5_000);
    await third;
    clearTimeout(alive);
    abort.abort();
    await sleep(30);
    const after = times;
    await sleep(30);
    expect(most).toBe(1);
    expect(times).toBe(after);
    expect(times).toBeLessThanOrEqual(4);
  });
});
