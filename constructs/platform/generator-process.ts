import type { k8s } from 'cdk8s-plus-28';
import { containerSize, scratchVolume } from '../environment/container-size.ts';
import { containerSecurity, podSecurity } from '../environment/hardening.ts';
import type { Size } from '../environment/sizes.ts';

/** The user of the image. */
const USER = 10001;
const SECRETS = '/secrets';
const DATA = '/data';

/** Variables that name a file: they are set where the Secret has it. */
const FILES = {
  GITHUB_APP_PRIVATE_KEY_FILE: 'github-app-private-key',
  GITOPS_SSH_KEY_FILE: 'gitops-ssh-key',
  REGISTRY_AUTH_FILE: 'registry-auth',
} as const;

/** What the generator and the sweeper both reach GitHub, Git and registries with. */
const CREDENTIALS = {
  GITHUB_APP_ID: 'github-app-id',
  GITHUB_TOKEN: 'github-token',
  GITOPS_TOKEN: 'gitops-token',
} as const;

/** `file VARIABLE KEY` sets the variable only where there is such a file and something in it. */
const START = [
  'set -eu',
  `file() { if [ -s "${SECRETS}/$2" ]; then export "$1=${SECRETS}/$2"; fi; }`,
  ...Object.entries(FILES).map(([variable, key]) => `file ${variable} ${key}`),
  'exec "$@"',
  '',
].join('\n');

export type ProcessProps = {
  /** Of the container. */
  readonly name: string;
  readonly image: string;
  /** Path of the program in the image. */
  readonly program: string;
  /** Values that are no secrets. */
  readonly variables: Readonly<Record<string, string>>;
  /**
   * Variables that must be in the Secret, by its key.
   *
   * @default - none
   */
  readonly required?: Readonly<Record<string, string>>;
  /**
   * Variables that may be in the Secret beside the credentials, by its key.
   *
   * @default - none
   */
  readonly optional?: Readonly<Record<string, string>>;
  /** Holds all of them. */
  readonly secretName: string;
  readonly size: Size;
  readonly account: string;
  readonly priorityClass: string;
  /** Where the clone is. */
  readonly data: k8s.Volume;
};

/** One of the programs of the generator's image as a pod, with the account of the cluster it is given. */
export function generatorPod(
  props: ProcessProps,
  container: Partial<k8s.Container> = {},
): k8s.PodSpec {
  const { required = {}, optional = {}, secretName, variables } = props;
  return {
    ...podSecurity(USER),
    serviceAccountName: props.account,
    automountServiceAccountToken: true,
    priorityClassName: props.priorityClass,
    containers: [
      {
        ...container,
        name: props.name,
        image: props.image,
        imagePullPolicy: 'IfNotPresent',
        command: ['sh', '-c', START, 'sh', 'node', props.program],
        env: [
          ...Object.entries({ ...variables, DATA_DIR: DATA }).map(([name, value]) => ({
            name,
            value,
          })),
          ...fromSecret(secretName, required, {}),
          ...fromSecret(secretName, { ...CREDENTIALS, ...optional }, { optional: true }),
        ],
        resources: containerSize(props.size),
        securityContext: containerSecurity,
        volumeMounts: [
          { name: 'data', mountPath: DATA },
          { name: 'tmp', mountPath: '/tmp' },
          { name: 'secrets', mountPath: SECRETS, readOnly: true },
        ],
      },
    ],
    volumes: [
      props.data,
      scratchVolume('tmp', '256Mi'),
      {
        name: 'secrets',
        secret: {
          secretName,
          // So may its keys: which there are depends on how GitHub and Git are reached.
          optional: true,
          defaultMode: 0o440,
          items: Object.values(FILES).map((key) => ({ key, path: key })),
        },
      },
    ],
  };
}

function fromSecret(
  name: string,
  keys: Readonly<Record<string, string>>,
  options: { readonly optional?: boolean },
): k8s.EnvVar[] {
  return Object.entries(keys).map(([variable, key]) => ({
    name: variable,
    valueFrom: { secretKeyRef: { name, key, ...options } },
  }));
}
