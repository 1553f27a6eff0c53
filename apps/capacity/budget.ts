import { parseMemory } from '../../constructs/quantity.ts';
import { PROFILES, type Profile } from '../platform/profiles.ts';
import type { ComponentSettings } from '../platform/components/settings.ts';
import { amountOf, minus, sumOf, timesWithin, type Amount, type Quantities } from './amount.ts';
import type { EnvironmentSize } from './environment-sizes.ts';
import { DISK_RESERVED, FREE_PODS, KERNEL_SHARE, RESERVED } from './reserve.ts';

/** One line of the calculation. */
export type Item = { readonly name: string; readonly amount: Amount };

/** How a server is divided. */
export type Budget = {
  readonly server: Amount;
  /** What no pod gets, then what the platform's pods ask for. */
  readonly reserved: readonly Item[];
  readonly platform: readonly Item[];
  readonly left: Amount;
  /** Pods that environments may have. */
  readonly pods: number;
};

/** What of a profile's server, or of another one, is left to environments. */
export function budgetOf(
  settings: Pick<ComponentSettings, 'profile' | 'server'>,
  platform: readonly Item[],
): Budget {
  const { server: usual } = PROFILES[settings.profile];
  const cpu = settings.server?.cpu ?? usual.cpu;
  const memory = settings.server?.memory ?? usual.memory;
  const server = amountOf({ cpu, memory, storage: usual.disk });
  const reserved = reservedOf(settings.profile, server);
  const used = sumOf([...reserved, ...platform].map(({ amount }) => amount));
  return { server, reserved, platform, left: minus(server, used), pods: FREE_PODS };
}

function reservedOf(profile: ComponentSettings['profile'], server: Amount): Item[] {
  const of = (name: string, { cpu, memory }: Quantities) => ({
    name,
    amount: amountOf({ cpu, memory }),
  });
  const kernel = Math.ceil(server.memory * KERNEL_SHARE);
  const disk = parseMemory(DISK_RESERVED[profile]);
  return [
    { name: 'kernel and firmware', amount: { cpu: 0, memory: kernel, storage: 0 } },
    of('k3s and containerd (kube-reserved)', RESERVED.kube),
    of('operating system (system-reserved)', RESERVED.system),
    of('eviction threshold', RESERVED.eviction),
    { name: 'operating system, images and logs', amount: { cpu: 0, memory: 0, storage: disk } },
  ];
}

/** How many environments of a size run at once within a capacity. */
export function environmentsWithin(
  capacity: Profile['capacity'],
  { amount, pods }: EnvironmentSize,
): number {
  return Math.min(
    timesWithin(amountOf(capacity), amount),
    Math.floor(capacity.pods / pods),
    capacity.environments,
  );
}

/** Parts of `capacity` that are more than what is left; none: the node is not promised twice. */
export function overcommitted(capacity: Profile['capacity'], { left, pods }: Budget): string[] {
  const promised = amountOf(capacity);
  const parts = (['cpu', 'memory', 'storage'] as const).filter(
    (part) => promised[part] > left[part],
  );
  return capacity.pods > pods ? [...parts, 'pods'] : parts;
}
