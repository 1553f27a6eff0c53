/** Label and annotation keys on what the platform renders; dashboards rely on them. */
export const labels = {
  type: 'k8s-ee/type',
  projectId: 'k8s-ee/project-id',
  prNumber: 'k8s-ee/pr-number',
  branch: 'k8s-ee/branch',
  /** On pod templates only: on the Namespace it would cost every sync a wave. */
  commitSha: 'k8s-ee/commit-sha',
  /** An annotation of pod templates: another value deploys the same commit once more. */
  attempt: 'k8s-ee/attempt',
  createdAt: 'k8s-ee/created-at',
  createdBy: 'k8s-ee/created-by',
  repository: 'k8s-ee/repository',
  name: 'app.kubernetes.io/name',
  managedBy: 'app.kubernetes.io/managed-by',
} as const;
