import type { k8s } from 'cdk8s-plus-28';

/** What Pod Security `restricted` asks of a container, and a root that cannot be written. */
export const containerSecurity: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** A pod without privileges, without the account of its namespace and without its neighbours' addresses. */
export function podSecurity(
  user: number,
): Pick<k8s.PodSpec, 'automountServiceAccountToken' | 'enableServiceLinks' | 'securityContext'> {
  return {
    automountServiceAccountToken: false,
    // A Service called "redis" would set REDIS_PORT=tcp://… in every pod.
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}
