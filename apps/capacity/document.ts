import type { Platform } from '../platform/config.ts';
import { PROFILES } from '../platform/profiles.ts';
import { budgetOf } from './budget.ts';
import { environmentSize, type EnvironmentSize } from './environment-sizes.ts';
import { platformRequests } from './platform-requests.ts';
import { boundText, capacityReport, type Calculation } from './report.ts';

/** The environments that are counted: the smallest, the usual one, and all that can be said. */
export function exampleSizes(
  platform: Platform,
  texts: { readonly usual: string; readonly full: string },
): EnvironmentSize[] {
  return [
    { name: 'App alone', text: 'projectId: shop\n' },
    { name: 'App and PostgreSQL', text: texts.usual },
    { name: 'Three services, five databases', text: texts.full },
  ].map((one) => environmentSize(platform, one));
}

/** One platform's own calculation. Throws where `platform.yaml` has no `platform`. */
export function calculationOf(platform: Platform, price: number | undefined): Calculation {
  const { components, capacity } = platform;
  if (components === undefined) {
    throw new Error('platform.yaml has no "platform", so what stands beside previews is not known');
  }
  return {
    profile: components.profile,
    budget: budgetOf(components, platformRequests(components)),
    capacity,
    price: price ?? components.server?.monthlyPrice,
  };
}

/** docs/capacity.md: both profiles, with everything the example platform has. */
export function capacityDocument(
  platform: Platform,
  sizes: readonly EnvironmentSize[],
  prices: Readonly<Record<keyof typeof PROFILES, number>>,
): string {
  const all = (['lean', 'standard'] as const).map((profile): Calculation => {
    const { components } = platform;
    if (components === undefined) throw new Error('the example has no "platform"');
    const { server: _own, ...rest } = components;
    const settings = { ...rest, profile };
    const budget = budgetOf(settings, platformRequests(settings));
    return { profile, budget, capacity: PROFILES[profile].capacity, price: prices[profile] };
  });
  const [, usual] = sizes;
  const bound = (one: Calculation) => (usual ? [`- ${one.profile}: ${boundText(one, usual)}`] : []);
  return [
    ...HEAD,
    ...all.flatMap(bound),
    '',
    ...all.flatMap((one) => capacityReport(one, sizes)),
    ...FOOT,
    '',
  ].join('\n');
}

const HEAD = [
  '# Capacity',
  '',
  'Written by `npm run capacity -- --write`; a test compares it with what the code says. For your own',
  'platform, at your own price:',
  '',
  '    npm run --silent capacity -- --gitops DIR --price 15',
  '',
  'The prices here are examples that were entered, not looked up: $15 and $30 a month. The bound: five',
  'environments at once for less than $120 a month.',
  '',
];

const FOOT = [
  '## How it is counted',
  '',
  '- Everything is a request, which Kubernetes keeps free, not what is used: pods may use more while others',
  '  use less. What the components ask for was chosen, not measured on a server under load.',
  '- An environment counts as at the worst moment of an update, when old and new pods of its services run',
  '  side by side. Its size is computed by rendering it, as for every record.',
  '- Environments that sleep count their volumes only, so many more can exist than run.',
  '- Disk: volumes of k3s’ local-path have no limit of their own. Watch the disk, not only the sums.',
  '- Runners for GitHub Actions are not counted here; with `platform.runners` the command counts them.',
];
