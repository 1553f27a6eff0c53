import { parsePlatform, type Platform } from '../../apps/platform/config.ts';
import { formatProblem } from '../../apps/problems.ts';

/** More than any test asks for. */
export const ROOM = {
  ...{ cpu: '1000', memory: '1Ti', storage: '2Ti' },
  ...{ pods: 5_000, environments: 2_000 },
};

/** The platform of `shop`, read from the text of a real `platform.yaml`; `more` is added to it. */
export function samplePlatform(more: { shop?: string; rest?: string } = {}): Platform {
  const image = '"ghcr.io/acme/shop:{sha}"';
  const parsed = parsePlatform(`domain: acme-previews.dev
gitops: {url: "https://github.com/acme/previews.git"}
projects:
  - {id: shop, repository: acme/shop, image: ${image}${more.shop ? `, ${more.shop}` : ''}}
${more.rest ?? ''}`);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  const { value } = parsed;
  // Registries and a full cluster are the subject of few tests.
  if (more.shop?.includes('images:') || more.rest?.includes('images:')) return value;
  const { projects, capacity } = value;
  return {
    ...value,
    capacity: more.rest?.includes('capacity:') ? capacity : ROOM,
    projects: projects.map((one) => ({ ...one, policy: { ...one.policy, images: 'tag' } })),
  };
}
