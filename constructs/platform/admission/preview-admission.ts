import { Construct } from 'constructs';
import { externalSecretsPolicy } from './external-secrets.ts';
import { ingressesPolicy, type IngressRules } from './ingresses.ts';
import { namespacesPolicy } from './namespaces.ts';
import { networkPoliciesPolicy, type SharedPods } from './network-policies.ts';
import { podsPolicy, workloadsPolicy, type ImageRules } from './pods.ts';
import { AdmissionPolicy } from './policy.ts';
import { serviceMonitorsPolicy } from './service-monitors.ts';
import { servicesPolicy } from './services.ts';
import { sweeperPolicy } from './sweeper.ts';
import { writersPolicy, type Writers } from './writers.ts';

export interface PreviewAdmissionProps {
  /** The names of all policies begin with it and a `-`. */
  readonly prefix: string;
  /** The accounts that write in environments, each with the kinds it writes. */
  readonly writers: Writers;
  /** Those of the writers that make, change and delete the Namespaces themselves. */
  readonly namespaceWriters: readonly string[];
  /**
   * Accounts that write events in environments, and the status of what others wrote.
   *
   * @default - none
   */
  readonly reporters?: readonly string[];
  /** The account that deletes namespaces nobody owns. */
  readonly sweeper: string;
  readonly ingress: IngressRules;
  readonly images: ImageRules;
  /** Networks that no environment may reach, in CIDR notation. */
  readonly hiddenNetworks: readonly string[];
  /** Pods of other namespaces that reach environments: the ingress controller, Prometheus. */
  readonly reachedFrom: readonly SharedPods[];
  /** Pods of other namespaces that environments reach: DNS. */
  readonly reaching: readonly SharedPods[];
  /**
   * Labels of the only namespaces for which the policies hold, to try them with one project.
   *
   * @default - all
   */
  readonly onlyIn?: Readonly<Record<string, string>>;
}

/** What the API server refuses in the namespaces of environments, whoever asks; without a pod of its own. */
export class PreviewAdmission extends Construct {
  constructor(scope: Construct, id: string, props: PreviewAdmissionProps) {
    super(scope, id);
    const { prefix, onlyIn, reporters = [] } = props;
    const name = (what: string) => `${prefix}-${what}`;
    const policies = [
      namespacesPolicy(name('namespaces'), {
        writers: props.namespaceWriters,
        removers: [props.sweeper],
      }),
      writersPolicy(name('writers'), { writers: props.writers, reporters }),
      ingressesPolicy(name('ingresses'), props.ingress),
      servicesPolicy(name('services')),
      workloadsPolicy(name('workloads'), props.images),
      podsPolicy(name('pods')),
      networkPoliciesPolicy(name('network-policies'), {
        hidden: props.hiddenNetworks,
        from: props.reachedFrom,
        to: props.reaching,
      }),
      externalSecretsPolicy(name('external-secrets')),
      serviceMonitorsPolicy(name('service-monitors')),
    ];
    for (const policy of policies) {
      new AdmissionPolicy(this, policy.name, { policy, ...(onlyIn && { onlyIn }) });
    }
    // Of one account, wherever it acts.
    new AdmissionPolicy(this, name('sweeper'), {
      policy: sweeperPolicy(name('sweeper'), props.sweeper),
    });
  }
}
