import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

export interface PriorityClassProps {
  readonly name: string;
  readonly description: string;
  /** Pods of a greater value push others out of a full node; without a class it is 0. */
  readonly value: number;
}

/** What a pod is worth beside others, when a node is full. */
export class PriorityClass extends Construct {
  constructor(scope: Construct, id: string, { name, description, value }: PriorityClassProps) {
    super(scope, id);
    new k8s.KubePriorityClass(this, 'Resource', {
      metadata: { name },
      ...{ description, value, globalDefault: false, preemptionPolicy: 'PreemptLowerPriority' },
    });
  }
}
