import { every, listOf } from './cel.ts';
import type { Policy } from './policy.ts';

/** A Service is for the cluster alone: the one way in from outside is an Ingress. */
export function servicesPolicy(name: string): Policy {
  return {
    name,
    on: 'previews',
    requests: { apiGroups: [''], resources: ['services'], operations: ['CREATE', 'UPDATE'] },
    validations: [
      {
        expression: 'object.spec.?type.orValue("ClusterIP") == "ClusterIP"',
        message: 'expected spec.type: ClusterIP',
      },
      {
        expression: every(
          `size(${listOf('object.spec', 'externalIPs')}) == 0`,
          'object.spec.?externalName.orValue("") == ""',
          `${listOf('object.spec', 'ports')}.all(port, port.?nodePort.orValue(0) == 0)`,
        ),
        message: 'expected neither externalIPs nor externalName nor nodePort',
      },
      {
        expression:
          'object.metadata.?annotations.orValue({}).all(key, !key.startsWith("traefik."))',
        message: 'expected no annotation for Traefik',
      },
    ],
  };
}
