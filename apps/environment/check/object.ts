type Meta = {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
};

type Fields = { readonly [field: string]: unknown };

/** A rendered Kubernetes object, once its schema has found it right. */
export type KubeObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Meta;
  readonly spec?: Fields;
};

export type SecurityContext = {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly procMount?: string;
  readonly sysctls?: readonly unknown[];
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly seccompProfile?: { readonly type: string };
  readonly appArmorProfile?: { readonly type: string };
  readonly seLinuxOptions?: Fields;
  readonly windowsOptions?: Fields;
};

type Quantities = Readonly<Record<string, string | number>>;

export type Container = {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly hostPort?: number; readonly hostIP?: string }[];
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities };
  readonly securityContext?: SecurityContext;
};

export type PodSpec = {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly ephemeralContainers?: readonly Container[];
  readonly volumes?: readonly ({ readonly name: string } & Fields)[];
  readonly securityContext?: SecurityContext;
  readonly [field: string]: unknown;
};

/** Where the pod template of an object stands, and what it says; `undefined`: the kind has none. */
export function podOf({
  spec,
}: KubeObject): { readonly path: string; readonly pod: PodSpec } | undefined {
  const template = spec?.template as { readonly spec?: PodSpec } | undefined;
  // The template of an ExternalSecret stands elsewhere; that of a pod has containers.
  if (!template?.spec?.containers) return undefined;
  return { path: 'spec.template.spec', pod: template.spec };
}

/** All containers of a pod, with the place of each: `spec.template.spec.containers[app]`. */
export function containersOf(
  object: KubeObject,
): readonly { readonly path: string; readonly container: Container }[] {
  const found = podOf(object);
  if (!found) return [];
  return (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((list) =>
    (found.pod[list] ?? []).map((container) => ({
      path: `${found.path}.${list}[${container.name}]`,
      container,
    })),
  );
}

/** `apps/Deployment`; `/Service` of the core group. */
export function groupKind({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>): string {
  return apiVersion.includes('/') ? `${apiVersion.split('/')[0]}/${kind}` : `/${kind}`;
}
