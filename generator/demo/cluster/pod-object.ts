import { labels } from '../../../constructs/labels.ts';
import { containerStatus } from './container-status.ts';
import { isReady, lifeOf, restartsAt, type Pod } from './pod.ts';

/** As the API server gives it; what happens inside follows from its age alone. */
export function podObject(pod: Pod, now: number, done: boolean): Record<string, unknown> {
  const { name, namespace, template, createdAt } = pod;
  const { containers, initContainers } = template.spec;
  const ready = isReady(pod, now);
  const life = lifeOf(pod, now, done);
  const created = new Date(createdAt).toISOString();
  const shown = (list: typeof containers) =>
    list.map(({ name: of, image }) => ({ name: of, image }));
  return {
    metadata: {
      ...{ name, namespace, uid: uidOf(name) },
      labels: { ...template.metadata.labels, 'pod-template-hash': template.hash },
      creationTimestamp: created,
    },
    spec: { containers: shown(containers), initContainers: shown(initContainers) },
    status: {
      phase: done ? 'Succeeded' : life === 'runs' ? 'Running' : 'Pending',
      startTime: created,
      conditions: [
        { type: 'PodScheduled', status: 'True' },
        { type: 'Ready', status: ready ? 'True' : 'False' },
      ],
      initContainerStatuses: initContainers.map((one) =>
        containerStatus(one, life === 'waits' ? 'starts' : 'ended', pod, now),
      ),
      containerStatuses: containers.map((one) =>
        containerStatus(one, done ? 'ended' : life === 'waits' ? 'starts' : life, pod, now),
      ),
    },
  };
}

/** The warnings that Kubernetes gives of it. */
export function podEvents(pod: Pod, now: number): Record<string, unknown>[] {
  const [first] = pod.template.spec.containers;
  const life = lifeOf(pod, now);
  if (!first || (life !== 'crashed' && life !== 'unpulled')) return [];
  const pulls = `Failed to pull image "${first.image}": rpc error: code = NotFound desc = failed to pull and unpack image "${first.image}": ${first.image}: not found`;
  const told =
    life === 'crashed'
      ? { reason: 'BackOff', message: `Back-off restarting failed container ${first.name}` }
      : { reason: 'Failed', message: pulls };
  return [
    {
      metadata: { name: `${pod.name}.1`, namespace: pod.namespace },
      involvedObject: {
        ...{ kind: 'Pod', namespace: pod.namespace, name: pod.name },
        fieldPath: `spec.containers{${first.name}}`,
      },
      ...{ ...told, type: 'Warning', count: restartsAt(pod, now) },
      lastTimestamp: new Date(now).toISOString(),
    },
  ];
}

/** What a container wrote; `undefined`: it never ran. */
export function podLog(pod: Pod, container: string, now: number): string | undefined {
  const life = lifeOf(pod, now);
  const isInit = pod.template.spec.initContainers.some(({ name }) => name === container);
  if (isInit) return '';
  if (pod.image.kind === 'missing' || (life !== 'runs' && life !== 'crashed')) return undefined;
  const sha = pod.template.metadata.labels[labels.commitSha];
  const first = sha === undefined ? [] : [`starting commit ${sha.slice(0, 7)}`];
  return [...first, ...pod.image.log, ''].join('\n');
}

function uidOf(name: string): string {
  return Buffer.from(name).toString('hex').padEnd(32, '0').slice(-32);
}
