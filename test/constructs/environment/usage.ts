import type { Container, KubeObject, PodSpec } from './rendered.ts';

/** Whole millicores (cpu) or bytes, computed without the code under test. */
export type Usage = Record<string, bigint>;

const SUFFIXES: Readonly<Record<string, bigint>> = {
  ...{ '': 1000n, m: 1n, k: 1000n ** 2n, M: 1000n ** 3n, G: 1000n ** 4n, T: 1000n ** 5n },
  ...{ Ki: 1000n * 2n ** 10n, Mi: 1000n * 2n ** 20n },
  ...{ Gi: 1000n * 2n ** 30n, Ti: 1000n * 2n ** 40n },
};

/** A quantity in thousandths. */
export function thousandths(text: string): bigint {
  const [, whole, part = '', suffix = ''] = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)$/.exec(text) ?? [];
  const factor = SUFFIXES[suffix];
  if (whole === undefined || factor === undefined) throw new Error(`no quantity: "${text}"`);
  const scale = 10n ** BigInt(part.length);
  return (BigInt(whole + part) * factor + scale - 1n) / scale;
}

/** What a quota's own quantities allow, in thousandths. */
export function allowance(quota: KubeObject): Usage {
  const hard = quota.spec.hard as Record<string, string>;
  return Object.fromEntries(Object.entries(hard).map(([key, text]) => [key, thousandths(text)]));
}

/**
 * What the objects may take at one moment, as Kubernetes counts it against a quota, in thousandths:
 * the highest number of pods of a rolling update, the larger of all containers and the largest init
 * container, a volume claim a StatefulSet pod, and what Kubernetes and External Secrets add.
 */
export function usage(objects: readonly KubeObject[]): Usage {
  const sum: Usage = { configmaps: 1000n };
  const add = (key: string, amount: bigint) => (sum[key] = (sum[key] ?? 0n) + amount);
  for (const object of objects) {
    const { kind, spec } = object;
    if (kind === 'ConfigMap') add('configmaps', 1000n);
    if (kind === 'Service') add('services', 1000n);
    if (kind === 'ExternalSecret') add('secrets', 1000n);
    if (spec?.template?.spec?.containers === undefined) continue;
    const count = highestCount(object);
    add('pods', count * 1000n);
    for (const group of ['requests', 'limits'] as const) {
      for (const what of ['cpu', 'memory']) {
        add(`${group}.${what}`, count * podUsage(spec.template.spec as PodSpec, group, what));
      }
    }
    for (const claim of spec.volumeClaimTemplates ?? []) {
      add('persistentvolumeclaims', count * 1000n);
      add('requests.storage', count * wholeBytes(claim.spec.resources.requests.storage as string));
    }
  }
  return sum;
}

/** Kubernetes counts storage in whole bytes, rounded up. */
const wholeBytes = (text: string) => ((thousandths(text) + 999n) / 1000n) * 1000n;

function highestCount({ kind, spec }: KubeObject): bigint {
  if (kind === 'Job') return 1n;
  if (kind === 'StatefulSet') return BigInt(spec.replicas as number);
  if (kind !== 'Deployment') throw new Error(`how many pods has a ${kind}?`);
  const { maxSurge } = spec.strategy.rollingUpdate;
  return BigInt(spec.replicas as number) + BigInt(maxSurge as number);
}

function podUsage(pod: PodSpec, group: 'requests' | 'limits', what: string): bigint {
  const of = ({ name, resources, restartPolicy }: Container) => {
    if (restartPolicy !== undefined) throw new Error(`${name} is a sidecar: count it`);
    return thousandths(resources[group][what]!);
  };
  const running = pod.containers.map(of).reduce((sum, one) => sum + one, 0n);
  return [running, ...(pod.initContainers ?? []).map(of)].reduce((a, b) => (a > b ? a : b));
}

/** Every container of the objects, init containers included. */
export function allContainers(objects: readonly KubeObject[]): Container[] {
  return objects.flatMap(({ spec }) => {
    const pod = spec?.template?.spec as PodSpec | undefined;
    return [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
  });
}
