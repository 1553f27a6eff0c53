import fc from 'fast-check';
import { BlockList } from 'node:net';
import { isolationRule } from '../../../../apps/environment/check/rules/isolation.ts';
import { fullConfig, generousPlatform, recordOf } from '../samples.ts';

const platform = {
  ...generousPlatform,
  network: { ...generousPlatform.network, nodes: ['203.0.113.7/32'] },
};
const context = { record: recordOf(fullConfig), platform, project: platform.projects[0] };

/** What is found of a way out to one network. */
function found(cidr: string, except: readonly string[]): string[] {
  const spec = { egress: [{ to: [{ ipBlock: { cidr, except } }] }] };
  const metadata = { name: 'web' };
  const policy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
  return isolationRule(policy, context).map(({ field, message }) => `${field}: ${message}`);
}

const PRIVATE_4 = [
  ...['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.168.0.0/16'],
];
const NODE = '203.0.113.7/32';

describe('a way out', () => {
  it.each<[string, string[], string | undefined]>([
    ['1.1.1.1/32', [], undefined],
    ['0.0.0.0/0', [...PRIVATE_4, NODE], undefined],
    ['0.0.0.0/0', [], '10.0.0.0/8'],
    ['10.1.0.0/16', [], '10.0.0.0/8'],
    ['10.1.0.0/16', ['10.1.0.0/16'], undefined],
    ['0.0.0.0/0', [...PRIVATE_4.filter((one) => !one.startsWith('169')), NODE], '169.254.0.0/16'],
    ['0.0.0.0/0', PRIVATE_4, NODE],
    ['203.0.113.0/24', [], NODE],
    ['::/0', [], '::1/128'],
    ['::/0', ['::/3', '8000::/1'], undefined],
    ['::/0', ['::/3', '8000::/2'], 'fc00::/7'],
    ['::/0', PRIVATE_4, '::1/128'],
  ])('to %s but %j: %s', (cidr, except, reached) => {
    const [first] = found(cidr, except);
    expect(first).toBe(
      reached &&
        `spec.egress[0].to[0].ipBlock: lets pods reach ${reached}, which is not public; add it to except`,
    );
  });

  it.each([
    ['10.0.0.0/33', []],
    ['0.0.0.0/0', ['everything']],
    ['10.0.0.0', []],
  ])('to what is no network is refused: %s %j', (cidr, except) => {
    expect(found(cidr, except)).toEqual([expect.stringMatching(/expected networks such as/)]);
  });

  const network = fc
    .tuple(
      fc.constantFrom(...PRIVATE_4, '0.0.0.0/0', '203.0.113.0/24'),
      fc.integer({ min: 0, max: 32 }),
    )
    .map(([text, bits]) => `${text.split('/')[0]}/${bits}`);

  /** Of a private network, its bytes after the first two any. */
  const privateAddress = fc
    .tuple(fc.constantFrom(...PRIVATE_4), fc.nat(255), fc.nat(255))
    .map(([text, third, fourth]) => `${text.split('.').slice(0, 2).join('.')}.${third}.${fourth}`);

  it('that is let pass reaches no private address', () => {
    const all = [...PRIVATE_4, NODE];
    const some = fc.oneof(fc.constant(all), fc.subarray(all));
    let passed = 0;
    fc.assert(
      fc.property(
        network,
        some,
        fc.array(network),
        privateAddress,
        (cidr, first, more, address) => {
          const except = [...first, ...more];
          if (found(cidr, except).length > 0) return;
          passed++;
          expect(blockList([cidr]).check(address) && !blockList(except).check(address)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
    expect(passed).toBeGreaterThan(50);
  });
});

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of networks) {
    const [address = '', bits] = text.split('/');
    list.addSubnet(address, Number(bits));
  }
  return list;
}
