import { list, some } from './cel.ts';

/** In CEL: who asks. */
export const USER = 'request.userInfo.username';

/** Kubernetes' own parts, by name; each controller has an account in kube-system beside them. */
const PARTS = ['system:apiserver', 'system:kube-controller-manager', 'system:kube-scheduler'];

/**
 * In CEL: whether Kubernetes itself asks: a part of it, a kubelet, or an account of kube-system, where who may
 * start a pod is mightier than any policy.
 */
export const CONTROL_PLANE = some(
  `${USER} in ${list(PARTS)}`,
  `${USER}.startsWith("system:serviceaccount:kube-system:")`,
  `"system:nodes" in request.userInfo.?groups.orValue([])`,
);

/** The name by which the API server knows a ServiceAccount. */
export function accountName(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}
