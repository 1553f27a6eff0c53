import { parsePlatform, type Platform } from '../../apps/platform/config.ts';
import { renderPlatform } from '../../apps/platform/render.ts';
import { formatProblem } from '../../apps/problems.ts';

/** The `platform.yaml` of the demo, and what it says. */
export type DemoPlatform = { readonly text: string; readonly value: Platform };

/** Throws where it is not valid. */
export function demoPlatform(given: {
  readonly domain: string;
  readonly repository: string;
  readonly gitopsUrl: string;
  readonly apiUrl: string;
  /** What leads to the stand-in for a cluster. @default - a real one, or none */
  readonly cluster?:
    | {
        readonly applicationSetWebhook: string;
        readonly serverWebhook: string;
        /** `host:port` at which previews answer. */
        readonly probeAddress: string;
      }
    | undefined;
}): DemoPlatform {
  const { cluster } = given;
  const clusterLines = cluster
    ? [
        'argocd:',
        `  applicationSetWebhook: ${cluster.applicationSetWebhook}`,
        `  serverWebhook: ${cluster.serverWebhook}`,
        `probe: { connect: '${cluster.probeAddress}' }`,
      ]
    : [];
  const text = [
    '# The platform of the demo.',
    `domain: ${given.domain}`,
    `gitops: { url: ${given.gitopsUrl} }`,
    `github: { apiUrl: ${given.apiUrl} }`,
    ...clusterLines,
    '# There is no registry here to ask for the digests of images.',
    'policy: { images: tag }',
    'projects:',
    `  - { id: shop, repository: ${given.repository}, image: 'ghcr.io/acme/shop:{sha}' }`,
    '',
  ].join('\n');
  const parsed = parsePlatform(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return { text, value: parsed.value };
}

/** What people would commit to `main`. */
export function mainFiles({ text, value }: DemoPlatform): Record<string, string> {
  const rendered = renderPlatform(value).map(({ path, content }) => [path, content] as const);
  return { 'platform.yaml': text, ...Object.fromEntries(rendered) };
}
