import { MOST_SAMPLES, NOT_THE_PLATFORMS } from '../../environment/metrics.ts';
import { every, list, listOf, text } from './cel.ts';
import type { Policy } from './policy.ts';

const FIELDS = ['port', 'path', 'interval', 'scrapeTimeout', 'scheme', 'metricRelabelings'];
const SPEC = ['selector', 'endpoints', 'sampleLimit'];

const { action, regex, sourceLabels } = NOT_THE_PLATFORMS;
const dropsOurNames = every(
  'size(endpoint.?metricRelabelings.orValue([])) == 1',
  `endpoint.metricRelabelings[0].?action.orValue("") == ${text(action)}`,
  `endpoint.metricRelabelings[0].?regex.orValue("") == ${text(regex)}`,
  `endpoint.metricRelabelings[0].?sourceLabels.orValue([]) == ${list(sourceLabels)}`,
);

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
        expression: `object.spec.all(field, field in ${list(SPEC)})`,
        message: `expected nothing but ${SPEC.join(', ')}: an environment has its own metrics only, under its own labels`,
      },
      {
        expression: `${listOf('object.spec', 'endpoints')}.all(endpoint, ${dropsOurNames})`,
        message: 'expected the metricRelabelings of the template, which drop names of the platform',
      },
      {
        expression: `${listOf('object.spec', 'endpoints')}.all(endpoint, endpoint.all(field, field in ${list(FIELDS)}))`,
        message: `expected nothing but ${FIELDS.join(', ')} in an endpoint: no credentials, no labels of others`,
      },
      {
        expression: every(
          'object.spec.?sampleLimit.orValue(0) > 0',
          `object.spec.?sampleLimit.orValue(0) <= ${MOST_SAMPLES}`,
        ),
        message: `expected a sampleLimit of at most ${MOST_SAMPLES}, so that Prometheus is not flooded`,
      },
    ],
  };
}
