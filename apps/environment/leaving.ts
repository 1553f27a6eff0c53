import { sumDemand } from '../../constructs/environment/demand.ts';
import type { Size } from '../../constructs/environment/sizes.ts';
import { WebService } from '../../constructs/environment/web-service.ts';
import { formatCpu, formatMemory, parseCpu, parseMemory } from '../../constructs/quantity.ts';
import type { EnvironmentRecord } from './record-type.ts';
import { servicesOf } from './services.ts';

/** What pods of versions before may hold beside those of now, by service; only where it is more than now. */
export type Leaving = Readonly<Record<string, Size>>;

type Deployed = Pick<EnvironmentRecord, 'config' | 'data' | 'state'>;

/**
 * A pod leaves when its successor is ready, so for a while both must have room: without it a push that asks
 * for less is refused by its own quota, and what ran before never leaves.
 */
export function leavingPods(
  config: EnvironmentRecord['config'],
  previous: Deployed | undefined,
): Leaving {
  if (previous?.state !== 'active') return {};
  const before = podSizes(previous.config);
  return Object.fromEntries(
    Object.entries(podSizes(config)).flatMap(([name, now]) => {
      const most = [before[name], previous.data.leaving?.[name], now].reduce(largest);
      return most === undefined || isSame(most, now) ? [] : [[name, most]];
    }),
  );
}

function podSizes(config: EnvironmentRecord['config']): Record<string, Size | undefined> {
  const waits = Object.keys(config.databases).length > 0;
  return Object.fromEntries(
    servicesOf(config).map((service) => {
      const { requests, limits } = sumDemand([{ ...WebService.demand(service, waits), count: 1 }]);
      return [service.name, { requests: formatted(requests), limits: formatted(limits) }];
    }),
  );
}

function formatted({ cpu, memory }: { readonly cpu: number; readonly memory: number }) {
  return { cpu: formatCpu(cpu), memory: formatMemory(memory) };
}

/** Of each amount the larger. */
function largest(a: Size | undefined, b: Size | undefined): Size | undefined {
  if (!a || !b) return a ?? b;
  const of = (kind: 'requests' | 'limits') => ({
    cpu: formatCpu(Math.max(parseCpu(a[kind].cpu), parseCpu(b[kind].cpu))),
    memory: formatMemory(Math.max(parseMemory(a[kind].memory), parseMemory(b[kind].memory))),
  });
  return { requests: of('requests'), limits: of('limits') };
}

function isSame(a: Size, b: Size | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
