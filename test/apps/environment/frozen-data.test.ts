import { frozenData, frozenNotes } from '../../../apps/environment/frozen-data.ts';
import { recordOf } from './samples.ts';

const config = (text: string) => recordOf(`projectId: shop\n${text}\n`).config;
const postgresql = (storage: string) => config(`databases: {postgresql: {storage: ${storage}}}`);

describe('frozenData', () => {
  it('keeps a size from the day its database is added until the day it is removed', () => {
    const first = frozenData(postgresql('1Gi'), {}, undefined);
    expect(first).toEqual({ epoch: 1, storage: { postgresql: '1Gi' } });
    const later = frozenData(postgresql('5Gi'), {}, first);
    expect(later).toEqual(first);
    const without = frozenData(config(''), {}, later);
    expect(without).toEqual({ epoch: 1, storage: {} });
    expect(frozenData(postgresql('5Gi'), {}, without).storage).toEqual({ postgresql: '5Gi' });
  });

  it('keeps the image of the seed, and what it does not know', () => {
    const seeded = config('seed: {command: [seed]}');
    const first = frozenData(seeded, { app: 'shop:1' }, undefined);
    expect(first.seedImage).toBe('shop:1');
    const known = { ...first, epoch: 4, colour: 'red' };
    expect(frozenData(seeded, { app: 'shop:2' }, known)).toEqual(known);
    expect(frozenData(config(''), { app: 'shop:2' }, known).seedImage).toBeUndefined();
  });
});

describe('frozenNotes', () => {
  it('say what was asked for and is not done', () => {
    const data = { epoch: 1, storage: { postgresql: '1Gi' } };
    expect(frozenNotes({ config: postgresql('1Gi'), data })).toEqual([]);
    expect(frozenNotes({ config: postgresql('5Gi'), data })).toEqual([
      expect.stringMatching(/^databases\.postgresql\.storage: the volume stays at 1Gi.* to 5Gi/),
    ]);
  });
});
