import { containersOf, podOf, type PodSpec, type SecurityContext } from '../object.ts';
import { findIf, got, type Finding, type Rule } from '../rule.ts';

/** Volumes that hold what is the environment's own. */
const VOLUMES: readonly string[] = ['configMap', 'emptyDir', 'persistentVolumeClaim', 'secret'];
const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC'] as const;

/** Pod Security `restricted`, and beyond it: a root that cannot be written, no account of the cluster. */
export const podSecurityRule: Rule = (object) => {
  const found = podOf(object);
  if (!found) return [];
  const { path, pod } = found;
  return [
    ...podFindings(path, pod),
    ...containersOf(object).flatMap(({ path: at, container }) => [
      ...(container.ports ?? []).flatMap(({ hostPort, hostIP }, nth) =>
        findIf(
          hostPort !== undefined || hostIP !== undefined,
          `${at}.ports[${nth}].hostPort`,
          'would be a port of the node; remove it',
        ),
      ),
      ...containerFindings(`${at}.securityContext`, container.securityContext ?? {}, pod),
    ]),
  ];
};

function podFindings(path: string, pod: PodSpec): Finding[] {
  const { securityContext = {}, volumes = [] } = pod;
  return [
    ...HOST_FIELDS.flatMap((field) =>
      findIf(
        pod[field] !== undefined && pod[field] !== false,
        `${path}.${field}`,
        `expected none, got ${got(pod[field])}`,
      ),
    ),
    ...findIf(
      pod.automountServiceAccountToken !== false,
      `${path}.automountServiceAccountToken`,
      `expected false, got ${got(pod.automountServiceAccountToken)}`,
    ),
    ...(['serviceAccountName', 'serviceAccount', 'nodeName'] as const).flatMap((field) =>
      findIf(pod[field] !== undefined, `${path}.${field}`, `expected none, got ${got(pod[field])}`),
    ),
    ...findIf(
      pod.ephemeralContainers !== undefined,
      `${path}.ephemeralContainers`,
      'are for people who look for a fault; remove them',
    ),
    ...volumes.flatMap(({ name, ...sources }) =>
      Object.keys(sources)
        .filter((source) => !VOLUMES.includes(source))
        .map((source) => ({
          field: `${path}.volumes[${name}].${source}`,
          message: `expected one of ${VOLUMES.join(', ')}`,
        })),
    ),
    ...commonFindings(`${path}.securityContext`, securityContext),
    ...findIf(
      (securityContext.sysctls ?? []).length > 0,
      `${path}.securityContext.sysctls`,
      'change the kernel of the node; remove them',
    ),
  ];
}

function containerFindings(path: string, own: SecurityContext, pod: PodSpec): Finding[] {
  const whole = { ...pod.securityContext, ...own };
  const { drop = [], add = [] } = own.capabilities ?? {};
  const expected = (field: keyof SecurityContext, value: unknown, from: SecurityContext) =>
    findIf(
      from[field] !== value,
      `${path}.${field}`,
      `expected ${got(value)}, got ${got(from[field])}`,
    );
  return [
    ...expected('allowPrivilegeEscalation', false, own),
    ...expected('readOnlyRootFilesystem', true, own),
    ...expected('runAsNonRoot', true, whole),
    ...findIf(own.privileged === true, `${path}.privileged`, 'expected false, got true'),
    ...findIf(
      !drop.includes('ALL'),
      `${path}.capabilities.drop`,
      `expected ["ALL"], got ${got(own.capabilities?.drop)}`,
    ),
    ...findIf(add.length > 0, `${path}.capabilities.add`, `expected none, got ${got(add)}`),
    ...findIf(
      whole.seccompProfile === undefined,
      `${path}.seccompProfile.type`,
      'expected "RuntimeDefault", here or in the pod, got nothing',
    ),
    ...commonFindings(path, own),
  ];
}

/** What a pod may say as well as a container. */
function commonFindings(path: string, context: SecurityContext): Finding[] {
  const { runAsUser, seccompProfile, procMount, appArmorProfile, seLinuxOptions } = context;
  const only = (field: string, value: string | undefined, right: string) =>
    findIf(
      value !== undefined && value !== right,
      `${path}.${field}`,
      `expected "${right}", got ${got(value)}`,
    );
  return [
    ...findIf(runAsUser === 0, `${path}.runAsUser`, 'expected any but root, got 0'),
    ...only('seccompProfile.type', seccompProfile?.type, 'RuntimeDefault'),
    ...only('procMount', procMount, 'Default'),
    ...only('appArmorProfile.type', appArmorProfile?.type, 'RuntimeDefault'),
    ...findIf(
      seLinuxOptions !== undefined || context.windowsOptions !== undefined,
      path,
      'expected neither seLinuxOptions nor windowsOptions',
    ),
  ];
}
