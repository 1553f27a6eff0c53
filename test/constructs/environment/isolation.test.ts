import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { Isolation, type IsolationProps } from '../../../constructs/environment/isolation.ts';
import { inside, network, type Pod, type Way } from './network.ts';
import { render } from './rendered.ts';

const props: IsolationProps = {
  services: [
    { name: 'app', port: 3000, routed: true, measured: false },
    { name: 'api', port: 8080, routed: false, measured: true },
  ],
  databases: [{ name: 'postgresql', port: 5432 }],
  jobs: ['seed'],
  forbidden: ['203.0.113.0/24', '198.51.100.7/32', '2001:db8:42::/56'],
};
const policies = (change: Partial<IsolationProps> = {}) =>
  render((chart) => new Isolation(chart, 'isolation', { ...props, ...change }));

const HOME = 'shop-pr-7';
const named = (namespace: string, name: string): Pod => ({
  namespace,
  labels: { 'app.kubernetes.io/name': name },
});
const dns: Pod = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
const app = named(HOME, 'app');
const api = named(HOME, 'api');
const seed = named(HOME, 'seed');
const database = named(HOME, 'postgresql');
const other = named(HOME, 'cron');
const pods: Readonly<Record<string, Pod>> = {
  ...{ app, api, seed, database, other, dns },
  prometheus: named('observability', 'prometheus'),
  'false prometheus': named(HOME, 'prometheus'),
  'unlabelled pod': { namespace: HOME, labels: {} },
  traefik: named('kube-system', 'traefik'),
  'system pod': named('kube-system', 'metrics-server'),
  "neighbour's app": named('shop-pr-8', 'app'),
  "neighbour's database": named('shop-pr-8', 'postgresql'),
  'false traefik': named('shop-pr-8', 'traefik'),
  'own false traefik': named(HOME, 'traefik'),
  'false dns': { namespace: 'shop-pr-8', labels: { 'k8s-app': 'kube-dns' } },
};
const ways: readonly Way[] = [22, 53, 80, 443, 3000, 5432, 6443, 8080, 10250].flatMap((port) => [
  { protocol: 'TCP', port },
  { protocol: 'UDP', port },
]);

/** Every open way between the pods above, as `app → dns UDP 53`. */
function openWays(
  allows: (pod: Pod, peer: Pod, way: Way) => boolean,
  line: (pod: string, peer: string) => string,
): string[] {
  const entries = Object.entries(pods);
  return entries
    .filter(([, pod]) => pod.namespace === HOME)
    .flatMap(([name, pod]) =>
      entries.flatMap(([peerName, peer]) =>
        ways
          .filter((way) => allows(pod, peer, way))
          .map(({ protocol, port }) => `${line(name, peerName)} ${protocol} ${port}`),
      ),
    );
}

describe('between pods', () => {
  const { mayReceive, maySend } = network(HOME, policies());

  it('opens these ways in, and no other', () => {
    expect(openWays(mayReceive, (pod, peer) => `${pod} ← ${peer}`).sort()).toEqual([
      ...['api ← app TCP 8080', 'api ← prometheus TCP 8080', 'api ← seed TCP 8080'],
      ...['app ← api TCP 3000', 'app ← seed TCP 3000', 'app ← traefik TCP 3000'],
      ...['database ← api TCP 5432', 'database ← app TCP 5432', 'database ← seed TCP 5432'],
    ]);
  });

  it('opens these ways out, and no other', () => {
    expect(openWays(maySend, (pod, peer) => `${pod} → ${peer}`).sort()).toEqual([
      ...['api → app TCP 3000', 'api → database TCP 5432'],
      ...['api → dns TCP 53', 'api → dns UDP 53'],
      ...['app → api TCP 8080', 'app → database TCP 5432'],
      ...['app → dns TCP 53', 'app → dns UDP 53'],
      ...['seed → api TCP 8080', 'seed → app TCP 3000', 'seed → database TCP 5432'],
      ...['seed → dns TCP 53', 'seed → dns UDP 53'],
    ]);
  });

  it('lets nobody in where nobody is named', () => {
    const alone = { name: 'app', port: 3000, routed: false, measured: false };
    const closed = network(HOME, policies({ services: [alone], databases: [], jobs: [] }));
    expect(openWays(closed.mayReceive, (pod, peer) => `${pod} ← ${peer}`)).toEqual([]);
  });

  it('without a database opens none', () => {
    const [services] = [[props.services[0]!]];
    const without = network(HOME, policies({ services, databases: [], jobs: [] }));
    expect(openWays(without.mayReceive, (pod, peer) => `${pod} ← ${peer}`)).toEqual([
      'app ← traefik TCP 3000',
    ]);
    expect(without.maySend(app, database, { protocol: 'TCP', port: 5432 })).toBe(false);
  });

  it('denies both ways for every pod by itself', () => {
    expect(policies()[0]).toMatchObject({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'default-deny' },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
    expect(Object.keys(policies()[0]!.spec as object).sort()).toEqual([
      'podSelector',
      'policyTypes',
    ]);
  });
});

describe('to addresses', () => {
  const { maySendToAddress, mayReceiveFromAddress } = network(HOME, policies());
  const https: Way = { protocol: 'TCP', port: 443 };

  it.each([
    ['a pod', '10.42.0.17'],
    ['a service', '10.43.0.1'],
    ["the cluster's own node", '203.0.113.9'],
    ['another node', '198.51.100.7'],
    ["the cluster's IPv6 network", '2001:db8:42:1::1'],
    ['cloud metadata', '169.254.169.254'],
    ['cloud metadata over IPv6', 'fd00:ec2::254'],
    ['cloud metadata elsewhere', '100.100.100.200'],
    ['cloud metadata at Oracle', '192.0.0.192'],
    ['a private network', '172.16.5.4'],
    ['a home router', '192.168.1.1'],
    ['itself', '127.0.0.1'],
    ['any local address', '0.0.0.0'],
    ['a multicast group', '224.0.0.251'],
    ['broadcast', '255.255.255.255'],
    ['itself over IPv6', '::1'],
    ['a link-local neighbour', 'fe80::1'],
    ['an IPv4 address in NAT64', '64:ff9b::a00:1'],
    ['an IPv4 address in 6to4', '2002:a00:1::1'],
    ['an IPv4 address in Teredo', '2001:0:a00:1::1'],
    ['an IPv4 address mapped into IPv6', '::ffff:10.0.0.1'],
    ['a site of old', 'fec0::1'],
    ['an IPv6 multicast group', 'ff02::1'],
  ])('reaches not %s (%s)', (_, address) => {
    expect(maySendToAddress(app, address, https)).toBe(false);
  });

  it.each(['1.1.1.1', '140.82.112.6', '172.15.255.255', '172.32.0.1', '2606:4700:4700::1111'])(
    'reaches %s, from the app only',
    (address) => {
      expect(maySendToAddress(app, address, https)).toBe(true);
      expect(maySendToAddress(database, address, https)).toBe(false);
      expect(maySendToAddress(other, address, https)).toBe(false);
    },
  );

  it('is reached from no address', () => {
    for (const address of ['1.1.1.1', '10.42.0.17', '203.0.113.9', '2606:4700:4700::1111']) {
      for (const pod of [app, database, other]) {
        expect(mayReceiveFromAddress(pod, address, { protocol: 'TCP', port: 3000 })).toBe(false);
      }
    }
  });

  it('reaches nothing within a forbidden network, wherever it lies', () => {
    const v4 = fc.tuple(fc.ipV4(), fc.integer({ min: 8, max: 32 }));
    const v6 = fc.tuple(
      fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 }),
      fc.integer({ min: 16, max: 128 }),
    );
    const forbidden = fc.oneof(
      v4,
      v6.map(([words, length]): [string, number] => [
        words.map((word) => word.toString(16)).join(':'),
        length,
      ]),
    );
    fc.assert(
      fc.property(forbidden, ([address, length]) => {
        const objects = policies({ forbidden: [`${address}/${length}`] });
        expect(network(HOME, objects).maySendToAddress(app, address, https)).toBe(false);
      }),
    );
  });

  it('excepts only what lies within a block, or the API server would refuse it, and nothing twice', () => {
    const twice = policies({ forbidden: ['10.42.0.0/16', '10.0.0.0/8', '203.0.113.1/32'] });
    const blocks = twice.flatMap(({ spec }) =>
      (spec.egress ?? []).flatMap((rule: { to: { ipBlock?: Block }[] }) =>
        rule.to.flatMap(({ ipBlock }) => ipBlock ?? []),
      ),
    ) as Block[];
    expect([...new Set(blocks.map(({ cidr }) => cidr))]).toEqual(['0.0.0.0/0', '::/0']);
    for (const { cidr, except } of blocks) {
      expect(new Set(except).size).toBe(except.length);
      for (const network of except) {
        const [start, length] = network.split('/') as [string, string];
        expect(inside(cidr, start)).toBe(true);
        expect(Number(length)).toBeGreaterThan(0);
        expect(isIPv6(start)).toBe(isIPv6(cidr.split('/')[0]!));
      }
    }
  });
});

type Block = { readonly cidr: string; readonly except: readonly string[] };
