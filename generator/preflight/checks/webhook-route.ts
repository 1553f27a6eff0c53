import type { Asked } from '../../asked.ts';
import { findingsOf, type Finding } from '../finding.ts';

/** The status of an unsigned POST to the address of the webhook: the generator refuses it with 401. */
export function checkWebhookRoute(url: string, asked: Asked<number>): Finding {
  const found = findingsOf('webhook-route');
  if (asked.kind === 'unknown') {
    return found.fail(`${url}: ${asked.reason}`, 'See that DNS, firewall and TLS are right.');
  }
  if (asked.value === 401) return found.ok(`${url} answers, and refuses what is not signed`);
  if (asked.value === 503) {
    return found.warn(
      `${url}: the generator is starting (503)`,
      'Look at /readyz: kubectl -n k8s-ee-system logs deployment/generator.',
    );
  }
  return found.fail(
    `${url} answers ${asked.value} where the generator answers 401`,
    asked.value === 404
      ? 'The generator does not run or has no route: kubectl -n k8s-ee-system get pods,ingress.'
      : 'Something else stands in front of it, such as a login; webhooks must get through.',
  );
}
