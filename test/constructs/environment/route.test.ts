import { Route } from '../../../constructs/environment/route.ts';
import { render } from './rendered.ts';

describe('Route', () => {
  it('brings one host, over TLS only, to one Service', () => {
    const objects = render(
      (chart) =>
        new Route(chart, 'route', {
          host: 'shop-pr-7.acme-previews.dev',
          service: { name: 'app', port: 'http' },
        }),
    );
    expect(objects).toEqual([
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: {
          name: 'app',
          annotations: {
            'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure',
            'traefik.ingress.kubernetes.io/router.tls': 'true',
            'argocd.argoproj.io/ignore-healthcheck': 'true',
          },
        },
        spec: {
          ingressClassName: 'traefik',
          // Without a secret: the certificate is Traefik's.
          tls: [{ hosts: ['shop-pr-7.acme-previews.dev'] }],
          rules: [
            {
              host: 'shop-pr-7.acme-previews.dev',
              http: {
                paths: [
                  {
                    path: '/',
                    pathType: 'Prefix',
                    backend: { service: { name: 'app', port: { name: 'http' } } },
                  },
                ],
              },
            },
          ],
        },
      },
    ]);
  });
});
