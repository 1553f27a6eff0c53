import { parseCpu, parseMemory } from '../../constructs/quantity.ts';

/** CPU in millicores, memory and storage in bytes. */
export type Amount = { readonly cpu: number; readonly memory: number; readonly storage: number };

/** Kubernetes quantities. */
export type Quantities = {
  readonly cpu: string;
  readonly memory: string;
  readonly storage?: string;
};

export const NOTHING: Amount = { cpu: 0, memory: 0, storage: 0 };

export function amountOf({ cpu, memory, storage = '0' }: Quantities): Amount {
  return { cpu: parseCpu(cpu), memory: parseMemory(memory), storage: parseMemory(storage) };
}

export function sumOf(amounts: readonly Amount[]): Amount {
  return amounts.reduce(
    (sum, one) => ({
      cpu: sum.cpu + one.cpu,
      memory: sum.memory + one.memory,
      storage: sum.storage + one.storage,
    }),
    NOTHING,
  );
}

export function minus(from: Amount, what: Amount): Amount {
  return {
    cpu: from.cpu - what.cpu,
    memory: from.memory - what.memory,
    storage: from.storage - what.storage,
  };
}

/** How often `one` fits into `room`, by what runs out first; a part that is not asked for limits nothing. */
export function timesWithin(room: Amount, one: Amount): number {
  const times = (['cpu', 'memory', 'storage'] as const)
    .filter((part) => one[part] > 0)
    .map((part) => Math.max(0, Math.floor(room[part] / one[part])));
  return times.length === 0 ? 0 : Math.min(...times);
}
