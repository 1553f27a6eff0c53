import { labels } from '../../labels.ts';
import { every, label, list, listOf, lists, some } from './cel.ts';
import type { Policy, Validation, Variable } from './policy.ts';

export type ImageRules = {
  /** Beginnings of the images that the template itself brings. */
  readonly common: readonly string[];
  /** Beginnings of a project's images, by project. */
  readonly ofProjects: Readonly<Record<string, readonly string[]>>;
};

const VOLUMES = ['configMap', 'emptyDir', 'persistentVolumeClaim', 'secret'];
const TAG_OR_DIGEST = '(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha256:[0-9a-f]{64})$';

/** Beyond Pod Security, for every pod: no account, only its own files. */
export function podsPolicy(name: string): Policy {
  return {
    name,
    on: 'previews',
    requests: { apiGroups: [''], resources: ['pods'], operations: ['CREATE'] },
    variables: podVariables('object.spec'),
    validations: podRules,
  };
}

/**
 * The same where pods are described, so that what is wrong is said at the sync, and what only a description has to
 * say. One that does not change is left alone: it may have been made when the rules were others.
 */
export function workloadsPolicy(name: string, images: ImageRules): Policy {
  const quantities = ['requests', 'limits'].flatMap((bound) =>
    ['cpu', 'memory'].map(
      (what) => `has(c.resources.${bound}) && "${what}" in c.resources.${bound}`,
    ),
  );
  return {
    name,
    on: 'previews',
    requests: {
      apiGroups: ['apps', 'batch'],
      resources: ['deployments', 'statefulsets', 'jobs'],
      operations: ['CREATE', 'UPDATE'],
    },
    conditions: [
      {
        name: 'changed',
        expression:
          'oldObject == null || object.spec.template.spec != oldObject.spec.template.spec',
      },
    ],
    variables: [
      ...podVariables('object.spec.template.spec'),
      { name: 'ofProjects', expression: lists(images.ofProjects) },
      {
        name: 'images',
        expression: `${list(images.common)} + variables.ofProjects[?${label('namespaceObject', labels.projectId)}].orValue([])`,
      },
    ],
    validations: [
      ...podRules,
      {
        expression: every(
          'variables.pod.?nodeName.orValue("") == ""',
          'variables.pod.?priorityClassName.orValue("") == ""',
        ),
        message: 'expected neither nodeName nor priorityClassName',
      },
      {
        expression: `variables.containers.all(c, has(c.resources) && ${every(...quantities)})`,
        message: 'expected requests and limits of cpu and memory in every container',
      },
      {
        expression: `variables.containers.all(c, c.image.matches(${JSON.stringify(TAG_OR_DIGEST)}) && variables.images.exists(one, c.image.startsWith(one)))`,
        message:
          'expected images with a tag or digest from where the project may take them; add the place to policy.registries',
      },
    ],
  };
}

function podVariables(pod: string): Variable[] {
  return [
    { name: 'pod', expression: pod },
    {
      name: 'containers',
      expression: `variables.pod.containers + ${listOf('variables.pod', 'initContainers')}`,
    },
  ];
}

const podRules: readonly Validation[] = [
  {
    expression: every(
      'variables.pod.?automountServiceAccountToken.orValue(true) == false',
      'variables.pod.?serviceAccountName.orValue("") in ["", "default"]',
    ),
    message: 'expected automountServiceAccountToken: false and no account of the cluster',
  },
  {
    expression: `${listOf('variables.pod', 'volumes')}.all(volume, ${some(
      ...VOLUMES.map((source) => `has(volume.${source})`),
    )})`,
    message: `expected volumes of these kinds only: ${VOLUMES.join(', ')}`,
  },
  {
    expression:
      'variables.containers.all(c, c.?securityContext.?readOnlyRootFilesystem.orValue(false))',
    message: 'expected readOnlyRootFilesystem: true in every container',
  },
];
