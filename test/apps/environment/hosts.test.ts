import fc from 'fast-check';
import { addressOf } from '../../../apps/environment/hosts.ts';
import { environmentId, isProjectId } from '../../../constructs/names.ts';

/** Made of the pieces that could make two hosts read the same. */
const tricky = fc
  .array(fc.constantFrom('a', 'z', '0', '7', '-', 'pr', '-pr-', '-pr-7', 'pr-7-a'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''));
const project = tricky.filter(isProjectId);
const service = tricky.filter((name) => /^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/.test(name));
const place = fc.record({
  project,
  number: fc.constantFrom('1', '7', '70', '9999999999'),
  service: fc.option(service, { nil: undefined }),
});
type Place = {
  readonly project: string;
  readonly number: string;
  readonly service?: string | undefined;
};

const DOMAIN = 'acme-previews.dev';

function hostOf({ project: id, number, service: name }: Place): string {
  const route =
    name === undefined ? ({ kind: 'main', path: '/' } as const) : { kind: 'own' as const };
  return addressOf({ name: name ?? 'app', route }, environmentId(id, number), DOMAIN)?.host ?? '';
}

describe('hosts', () => {
  it('are each of one environment and one service only, and one label below the domain', () => {
    fc.assert(
      fc.property(place, place, (one, other) => {
        const [host, second] = [hostOf(one), hostOf(other)];
        expect(host === second).toBe(JSON.stringify(one) === JSON.stringify(other));
        const [label = '', ...rest] = host.split('.');
        expect([rest.join('.'), label.length <= 63]).toEqual([DOMAIN, true]);
      }),
      { numRuns: 5_000 },
    );
  });

  it('are the same for the same place, and those of two numbers differ', () => {
    const shop = { project: 'shop', number: '7' };
    expect(hostOf(shop)).toBe('shop-pr-7.acme-previews.dev');
    expect(hostOf({ ...shop, service: 'api' })).toBe('shop-pr-7-api.acme-previews.dev');
    expect(hostOf({ ...shop, number: '70' })).not.toBe(hostOf(shop));
  });
});
