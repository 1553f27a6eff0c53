import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { labels } from '../../labels.ts';
import { EPHEMERAL } from './preview-namespace.ts';

type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
type Kinds = { readonly apiGroups: readonly string[]; readonly resources: readonly string[] };

/** A rule in CEL; who breaks it reads the message. */
export type Validation = { readonly expression: string; readonly message: string };

/** A name for an expression, as `variables.NAME` in those after it. */
export type Variable = { readonly name: string; readonly expression: string };

/** Rules that the API server itself applies to every request of some kind. */
export type Policy = {
  readonly name: string;
  /**
   * previews: objects in the namespaces of environments. namespaces: Namespaces themselves, all of them.
   * cluster: objects of all kinds and places.
   */
  readonly on: 'previews' | 'namespaces' | 'cluster';
  readonly requests: Kinds & { readonly operations: readonly Operation[] };
  readonly except?: Kinds;
  /** Requests for which one of these does not hold are let through. */
  readonly conditions?: readonly Variable[];
  readonly variables?: readonly Variable[];
  readonly validations: readonly Validation[];
};

export interface AdmissionPolicyProps {
  readonly policy: Policy;
  /**
   * Labels of the only namespaces in which it is to hold.
   *
   * @default - all
   */
  readonly onlyIn?: Readonly<Record<string, string>>;
}

const SCOPES = { previews: 'Namespaced', namespaces: 'Cluster', cluster: '*' } as const;

/**
 * A policy, and the binding that puts it in force. A request that it cannot judge is refused.
 *
 * What the API server would fill in is written out, so that nothing differs afterwards.
 */
export class AdmissionPolicy extends Construct {
  constructor(scope: Construct, id: string, { policy, onlyIn }: AdmissionPolicyProps) {
    super(scope, id);
    const { conditions, except, name, on, requests, validations, variables } = policy;
    new ApiObject(this, 'Policy', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          matchPolicy: 'Equivalent',
          namespaceSelector: on === 'previews' ? { matchLabels: { [labels.type]: EPHEMERAL } } : {},
          objectSelector: {},
          resourceRules: [rule({ ...requests, scope: SCOPES[on] })],
          ...(except && {
            excludeResourceRules: [rule({ ...except, operations: ['*'], scope: '*' })],
          }),
        },
        ...(conditions && { matchConditions: conditions }),
        ...(variables && { variables }),
        validations: validations.map((one) => ({ ...one, reason: 'Forbidden' })),
      },
    });
    new ApiObject(this, 'Binding', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: {
        policyName: name,
        validationActions: ['Deny'],
        ...(onlyIn && { matchResources: only(onlyIn, on) }),
      },
    });
  }
}

function rule(given: Kinds & { readonly operations: readonly string[]; readonly scope: string }) {
  return { ...given, apiVersions: ['*'] };
}

/** A Namespace that loses its labels is still judged by those it had, which only objects' selectors do. */
function only(matchLabels: Readonly<Record<string, string>>, on: Policy['on']): object {
  const [inNamespaces, ofObjects] =
    on === 'previews' ? [{ matchLabels }, {}] : [{}, { matchLabels }];
  return { matchPolicy: 'Equivalent', namespaceSelector: inNamespaces, objectSelector: ofObjects };
}
