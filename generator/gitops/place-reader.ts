import { placeName, type Place } from './read-places.ts';

type Waiting = {
  readonly place: Place;
  readonly resolve: (text: string | undefined) => void;
  readonly reject: (error: unknown) => void;
};

/** Reads one file for each call; calls of the same moment are answered by one process. */
export function createPlaceReader(
  readAll: (places: readonly Place[]) => Promise<ReadonlyMap<string, string>>,
): (place: Place) => Promise<string | undefined> {
  let waiting: Waiting[] = [];

  async function flush(): Promise<void> {
    const batch = waiting;
    waiting = [];
    try {
      const texts = await readAll(batch.map(({ place }) => place));
      for (const { place, resolve } of batch) resolve(texts.get(placeName(place)));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return (place) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ place, resolve, reject }) === 1) setImmediate(() => void flush());
    });
}
