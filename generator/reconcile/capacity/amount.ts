import type { Platform } from '../../../apps/platform/config.ts';
import { formatCpu, formatMemory, parseCpu, parseMemory } from '../../../constructs/quantity.ts';

/** What environments hold: CPU in millicores, memory and storage in bytes, and how many there are. */
export type Amount = {
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
  readonly pods: number;
  readonly environments: number;
};

const KINDS = ['cpu', 'memory', 'storage', 'pods', 'environments'] as const;
type Kind = (typeof KINDS)[number];

export const ZERO: Amount = { cpu: 0, memory: 0, storage: 0, pods: 0, environments: 0 };

function each(of: (kind: Kind) => number): Amount {
  return {
    cpu: of('cpu'),
    memory: of('memory'),
    storage: of('storage'),
    pods: of('pods'),
    environments: of('environments'),
  };
}

export function plus(a: Amount, b: Amount): Amount {
  return each((kind) => a[kind] + b[kind]);
}

/** What is left of `a`; may be negative. */
export function minus(a: Amount, b: Amount): Amount {
  return each((kind) => a[kind] - b[kind]);
}

/** What `wanted` has more than `held`, of each kind. */
export function excess(wanted: Amount, held: Amount): Amount {
  return each((kind) => Math.max(0, wanted[kind] - held[kind]));
}

export function isZero(amount: Amount): boolean {
  return KINDS.every((kind) => amount[kind] === 0);
}

/** The kinds of which more is wanted than is free. What is not wanted lacks nothing, however little is free. */
export function lacking(wanted: Amount, free: Amount): Kind[] {
  return KINDS.filter((kind) => wanted[kind] > 0 && wanted[kind] > free[kind]);
}

/** The largest part of the whole that is used, of any kind: 0 to 1. */
export function share(used: Amount, whole: Amount): number {
  return Math.max(...KINDS.map((kind) => (whole[kind] > 0 ? used[kind] / whole[kind] : 0)));
}

/** `capacity` of `platform.yaml`. */
export type Capacity = Platform['capacity'];

export function capacityAmount({ cpu, memory, storage, pods, environments }: Capacity): Amount {
  return {
    ...{ pods, environments },
    cpu: parseCpu(cpu),
    memory: parseMemory(memory),
    storage: parseMemory(storage),
  };
}

/** `memory 512Mi` or `3 pods`: a part of an amount, for people; never below zero. */
export function formatPart(amount: Amount, kind: Kind): string {
  const value = Math.max(0, amount[kind]);
  switch (kind) {
    case 'cpu':
      return `cpu ${formatCpu(value)}`;
    case 'memory':
    case 'storage':
      return `${kind} ${formatMemory(value)}`;
    case 'pods':
    case 'environments':
      return `${value} ${value === 1 ? kind.slice(0, -1) : kind}`;
  }
}
