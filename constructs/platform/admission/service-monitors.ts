import { list, listOf } from './cel.ts';
import type { Policy } from './policy.ts';

const FIELDS = ['port', 'path', 'interval', 'scrapeTimeout', 'scheme'];

/** Prometheus reads an environment's metrics as they are: without its credentials, from that namespace only. */
export function serviceMonitorsPolicy(name: string): Policy {
  return {
    name,
    on: 'previews',
    requests: {
      apiGroups: ['monitoring.coreos.com'],
      resources: ['servicemonitors'],
      operations: ['CREATE', 'UPDATE'],
    },
    validations: [
      {
        expression: '!has(object.spec.namespaceSelector)',
        message: 'expected no namespaceSelector: an environment has its own metrics only',
      },
      {
        expression: `${listOf('object.spec', 'endpoints')}.all(endpoint, endpoint.all(field, field in ${list(FIELDS)}))`,
        message: `expected nothing but ${FIELDS.join(', ')} in an endpoint: no credentials, no labels of others`,
      },
      {
        expression: 'object.spec.?sampleLimit.orValue(0) > 0',
        message: 'expected a sampleLimit, so that Prometheus is not flooded',
      },
    ],
  };
}
