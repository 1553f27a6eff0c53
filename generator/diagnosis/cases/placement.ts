import { labels } from '../../../constructs/labels.ts';
import type { Pod } from '../evidence.ts';
import { isYoung, PLATFORM_TEAM, quoted, type Case, type Found, type Situation } from './case.ts';

/** No node has room for it, or may take it. */
export const unschedulable: Case = {
  name: 'no node takes it',
  find({ pod, part, evidence }) {
    const condition = pod.status.conditions?.find(({ type }) => type === 'PodScheduled');
    if (condition?.status !== 'False' || isYoung({ pod, evidence })) return undefined;
    // What preemption would do helps nobody here.
    const said = (condition.message ?? '').split('. ', 1)[0] ?? '';
    const short = /Insufficient (cpu|memory)/i.exec(said)?.[1];
    if (/persistentvolumeclaim|volume/i.test(said) && short === undefined) {
      return {
        kind: 'unschedulable',
        summary: `no node takes it for want of its volume: ${quoted(said)}`,
        fix: `${PLATFORM_TEAM}: the cluster has to make the volume`,
      };
    }
    return {
      kind: 'unschedulable',
      summary: `no node takes it: ${quoted(said)}`,
      fix:
        short === undefined
          ? PLATFORM_TEAM
          : `lower \`${part.path}resources.requests.${short}\`, or wait until other environments sleep or end`,
    };
  },
};

/** The node sent the pod away, or one of the same version before it. */
export const evicted: Case = {
  name: 'the node sent it away',
  find({ pod, part, evidence }) {
    const gone = evidence.pods.findLast(
      (one) => one.status.reason === 'Evicted' && isOfOneVersion(one, pod),
    );
    if (!gone) return undefined;
    const said = gone.status.message ?? '';
    if (/emptydir|ephemeral.storage/i.test(said) && !/low on resource/i.test(said)) {
      return {
        kind: 'disk-full',
        summary: `it wrote more to \`/tmp\` or its \`writableDirs\` than they may hold: ${quoted(said)}`,
        fix:
          part.kind === 'database'
            ? PLATFORM_TEAM
            : 'let it write less there; what is to stay belongs into a database',
      };
    }
    // The next pod may be well where the node has room again.
    if (gone !== pod) return undefined;
    return {
      kind: 'cluster-fault',
      summary: `the node sent it away: ${quoted(said)}`,
      fix: `wait, it is started elsewhere; if it stays so, ${PLATFORM_TEAM}`,
    };
  },
};

function isOfOneVersion(one: Pod, other: Pod): boolean {
  const [a, b] = [one, other].map(({ metadata }) => metadata.labels ?? {});
  return a?.[labels.name] === b?.[labels.name] && a?.[TEMPLATE] === b?.[TEMPLATE];
}

/** A Deployment's own label for pods of the same template. */
const TEMPLATE = 'pod-template-hash';

const FAULTS = ['FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox'];
const NOT_BEGUN = ['ContainerCreating', 'PodInitializing'];

/** The node has the pod, and cannot begin with it. */
export const clusterFault: Case = {
  name: 'the node cannot begin with it',
  find({ events, trouble }) {
    const reason = trouble?.status.state?.waiting?.reason ?? '';
    if (trouble && !NOT_BEGUN.includes(reason)) return undefined;
    const event = events.find((one) => FAULTS.includes(one.reason) && (one.count ?? 1) > 1);
    if (!event) return undefined;
    return {
      kind: 'cluster-fault',
      summary: `the node cannot begin with it: ${quoted(event.message)}`,
      fix: `wait, it is tried again by itself; if it stays so, ${PLATFORM_TEAM}`,
    };
  },
};

/** What is to be said where the API server refused the pod itself. */
export function refusedPod(said: string, { part }: Pick<Situation, 'part'>): Found {
  const what = part.kind === 'database' ? 'its pod or its volume' : 'its pod';
  if (/exceeded quota/i.test(said)) {
    const amounts = /requested: .*/i.exec(said)?.[0] ?? said;
    return {
      kind: 'quota',
      summary: `${what} does not fit into the environment's quota: ${quoted(amounts)}`,
      fix: `wait until pods of an earlier version are gone, or lower \`${part.path}resources\`; if it stays so, ${PLATFORM_TEAM}`,
    };
  }
  const bound = /(?:maximum|minimum) (cpu|memory|storage) usage/i.exec(said)?.[1];
  if (bound !== undefined) {
    return {
      kind: 'quota',
      summary: `${what} asks for an amount of ${bound} that the environment does not allow: ${quoted(said)}`,
      fix: `correct \`${part.path}${bound === 'storage' ? 'storage' : 'resources'}\`, and push`,
    };
  }
  return {
    kind: 'cluster-fault',
    summary: `the cluster refuses ${what}: ${quoted(said)}`,
    fix: PLATFORM_TEAM,
  };
}
