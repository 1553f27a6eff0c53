import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { formatCpu, formatMemory, parseCpu, parseMemory } from '../quantity.ts';
import { quantities } from './container-size.ts';
import { largestContainer, sumDemand, type PodDemand } from './demand.ts';
import { MIN_STORAGE, sizes } from './sizes.ts';

export interface BudgetProps {
  /** Every pod the environment may have. */
  readonly pods: readonly PodDemand[];
  /** How many objects of other kinds it holds. */
  readonly objects: {
    readonly services: number;
    readonly configMaps: number;
    readonly secrets: number;
  };
}

/** Exactly room for what is rendered: nothing more fits, and all of that does. */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { pods, objects }: BudgetProps) {
    super(scope, id);
    const demand = sumDemand(pods);
    new k8s.KubeResourceQuota(this, 'ResourceQuota', {
      metadata: { name: 'environment' },
      spec: {
        hard: quantities({
          'requests.cpu': formatCpu(demand.requests.cpu),
          'requests.memory': formatMemory(demand.requests.memory),
          'limits.cpu': formatCpu(demand.limits.cpu),
          'limits.memory': formatMemory(demand.limits.memory),
          'requests.storage': formatMemory(demand.storage),
          persistentvolumeclaims: String(demand.claims),
          pods: String(demand.pods),
          services: String(objects.services),
          'services.nodeports': '0',
          'services.loadbalancers': '0',
          // Kubernetes puts its own certificate into every namespace.
          configmaps: String(objects.configMaps + 1),
          secrets: String(objects.secrets),
        }),
      },
    });
    new k8s.KubeLimitRange(this, 'LimitRange', {
      metadata: { name: 'environment' },
      spec: { limits: limits(pods) },
    });
  }
}

function limits(pods: readonly PodDemand[]): k8s.LimitRangeItem[] {
  const { cpu, memory } = largestContainer(pods);
  const volumes = pods.flatMap(({ storage }) => storage);
  // Kubernetes refuses a default that is more than the largest.
  const within = (size: { readonly cpu: string; readonly memory: string }) =>
    quantities({
      cpu: formatCpu(Math.min(cpu, parseCpu(size.cpu))),
      memory: formatMemory(Math.min(memory, parseMemory(size.memory))),
    });
  const container: k8s.LimitRangeItem = {
    type: 'Container',
    default: within(sizes.waiting.limits),
    defaultRequest: within(sizes.waiting.requests),
    min: quantities({ cpu: '10m', memory: '16Mi' }),
    max: quantities({ cpu: formatCpu(cpu), memory: formatMemory(memory) }),
  };
  if (volumes.length === 0) return [container];
  const largest = formatMemory(Math.max(...volumes.map(parseMemory)));
  const claim: k8s.LimitRangeItem = {
    type: 'PersistentVolumeClaim',
    min: quantities({ storage: MIN_STORAGE }),
    max: quantities({ storage: largest }),
  };
  return [container, claim];
}
