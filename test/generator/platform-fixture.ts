import { parsePlatform, type Platform } from '../../apps/platform/config.ts';
import { formatProblem } from '../../apps/problems.ts';

/** The platform of `shop`, read from the text of a real `platform.yaml`; `more` is added to it. */
export function samplePlatform(more: { shop?: string; rest?: string } = {}): Platform {
  const image = '"ghcr.io/acme/shop:{sha}"';
  const parsed = parsePlatform(`domain: acme-previews.dev
gitops: {url: "https://github.com/acme/previews.git"}
projects:
  - {id: shop, repository: acme/shop, image: ${image}${more.shop ? `, ${more.shop}` : ''}}
${more.rest ?? ''}`);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.value;
}
