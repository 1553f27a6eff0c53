import type { Application, Cluster } from './cluster.ts';

/** The state of one environment in words, for a test that waited in vain. */
export async function describeEnvironment(
  cluster: Cluster,
  { project, id }: { readonly project: string; readonly id: string },
): Promise<string> {
  const [set, application, namespace, pods] = await Promise.all([
    cluster.applicationSet(project),
    cluster.application(id),
    cluster.namespace(id),
    cluster.pods(id),
  ]);
  return [
    `ApplicationSet ${project}: ${set ? conditions(set) : 'absent'}`,
    `Application ${id}: ${application ? applicationState(application) : 'absent'}`,
    `Namespace ${id}: ${namespace ? `${namespace.status?.phase} ${conditions(namespace)}` : 'absent'}`,
    ...pods.map(
      (pod) => `Pod ${pod.metadata?.name}: ${pod.status?.phase} ${conditions(pod, 'False')}`,
    ),
  ].join('\n');
}

function applicationState(application: Application): string {
  const { metadata, status } = application;
  const wanting = (status?.resources ?? [])
    .filter((one) => one.status !== 'Synced' || (one.health && one.health.status !== 'Healthy'))
    .map(({ kind, name, ...one }) => `${kind}/${name} ${one.status} ${one.health?.status ?? ''}`);
  return [
    `${status?.sync?.status} at ${status?.sync?.revision}, ${status?.health?.status}`,
    metadata?.deletionTimestamp ? 'being deleted' : '',
    `operation ${status?.operationState?.phase}: ${status?.operationState?.message}`,
    conditions(application),
    ...wanting,
  ]
    .filter(Boolean)
    .join('\n  ');
}

function conditions(
  object: { status?: { conditions?: { type: string; status?: string; message?: string }[] } },
  only?: string,
): string {
  return (object.status?.conditions ?? [])
    .filter(({ status }) => only === undefined || status === only)
    .map(({ type, status, message }) => `${type}=${status ?? ''} ${message ?? ''}`)
    .join('; ');
}
