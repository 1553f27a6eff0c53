import { componentFiles } from '../../../../apps/platform/components/render.ts';
import { problemsOf } from '../../../support/platform-crds.ts';
import { platformWith, type Values } from './example-settings.ts';

const [route] = componentFiles(platformWith())
  .filter(({ path }) => path === 'platform/components/status-route/route.yaml')
  .flatMap(({ chart }) => chart.toJson() as Values[]);

describe('the way to the status page', () => {
  it('is what Traefik understands, and the last of all', () => {
    expect(problemsOf(route as { kind: string })).toEqual([]);
    expect(route?.spec).toMatchObject({
      entryPoints: ['websecure'],
      routes: [{ priority: 1, services: [{ name: 'generator-status', port: 80 }] }],
      tls: {},
    });
  });

  const [, source = ''] =
    /^HostRegexp\(`(.*)`\)$/.exec(route?.spec.routes[0].match as string) ?? [];
  const matches = (host: string) => new RegExp(source).test(host);

  it.each([
    'shop-pr-7.acme-previews.dev',
    'shop-pr-7-api.acme-previews.dev',
    'no-such.acme-previews.dev',
  ])('%s leads there', (host) => expect(matches(host)).toBe(true));

  it.each([
    'previews.ops.example.com',
    'acme-previews.dev',
    'a.b.acme-previews.dev',
    'shop-pr-7.acme-previewsxdev',
    'shop-pr-7.acme-previews.dev.evil.dev',
  ])('%s does not', (host) => expect(matches(host)).toBe(false));
});
