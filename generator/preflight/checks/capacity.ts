import { amountOf, minus, sumOf, type Amount } from '../../../apps/capacity/amount.ts';
import { platformRequests } from '../../../apps/capacity/platform-requests.ts';
import type { Platform } from '../../../apps/platform/config.ts';
import { formatCpu } from '../../../constructs/quantity.ts';
import type { ClusterNode } from '../../cluster/installation.ts';
import { findingsOf, listed, type Finding } from '../finding.ts';

/** What environments may ask for together is there beside the platform. */
export function checkCapacity(platform: Platform, nodes: readonly ClusterNode[]): Finding[] {
  const { capacity, components } = platform;
  const found = findingsOf('capacity');
  const allocatable = sumOf(
    nodes.map(({ allocatable: { cpu, memory } }) => amountOf({ cpu, memory })),
  );
  const used = components
    ? sumOf(platformRequests(components).map(({ amount }) => amount))
    : undefined;
  const left = minus(allocatable, used ?? sumOf([]));
  const promised = amountOf(capacity);
  const over = (['cpu', 'memory'] as const).filter((part) => promised[part] > left[part]);
  const beside = used ? 'beside the platform there are' : 'the nodes have';
  const said = `environments may ask for ${words(promised)}; ${beside} ${words(left)}`;
  if (over.length === 0) return [found.ok(said)];
  return [
    found.warn(
      `${said}: too little ${listed(over)}, pods would wait for a node`,
      'Lower capacity in platform.yaml (npm run capacity shows the sums), or take a larger server.',
    ),
  ];
}

function words({ cpu, memory }: Amount): string {
  return `${formatCpu(cpu)} CPU and ${(memory / 2 ** 30).toFixed(1)} GiB`;
}
