import { boundsOf, parseEnvironmentConfig } from '../../../apps/environment/config.ts';
import { frozenData } from '../../../apps/environment/frozen-data.ts';
import { imagesOf } from '../../../apps/environment/images.ts';
import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import { servicesOf } from '../../../apps/environment/services.ts';
import { formatProblem } from '../../../apps/problems.ts';
import { samplePlatform } from '../../generator/platform-fixture.ts';
import { SHA, sampleRecord } from '../../generator/gitops/sample-record.ts';
import { readText } from '../../support/source-tree.ts';

/** A platform that allows everything an app may ask for. */
export const generousPlatform = samplePlatform({
  shop: 'policy: {ingressAnnotations: [traefik.ingress.kubernetes.io/router.middlewares]}',
  rest: 'prometheus: {url: "http://kps-prometheus.observability:9090"}',
});

/** `docs/examples/full.k8s-ee.yaml`: everything that can be said. */
export const fullConfig = readText('docs/examples/full.k8s-ee.yaml');

/** The record of pull request 7 of `shop`, whose `k8s-ee.yaml` holds `text`. Throws on a problem with it. */
export function recordOf(text: string, change: Partial<EnvironmentRecord> = {}): EnvironmentRecord {
  const project = generousPlatform.projects[0]!;
  const parsed = parseEnvironmentConfig(text, boundsOf(project, generousPlatform));
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  const images = imagesOf(servicesOf(parsed.value), project, { sha: SHA, number: '7' });
  return {
    ...sampleRecord('7'),
    images,
    config: parsed.value,
    data: frozenData(parsed.value, images, undefined),
    ...change,
  };
}
