import { App, Chart } from 'cdk8s';
import { LoginMiddleware } from '../../../constructs/platform/middleware-login.ts';
import { Middleware, throughMiddlewares } from '../../../constructs/platform/middleware.ts';
import { problemsOf } from '../../support/platform-crds.ts';

function rendered(add: (chart: Chart) => void) {
  const chart = new Chart(new App(), 'test');
  add(chart);
  return chart.toJson()[0];
}

const login = (more: object = {}) =>
  rendered(
    (chart) =>
      new LoginMiddleware(chart, 'login', {
        name: 'ops',
        namespace: 'login',
        address: 'http://login.login/',
        ...more,
      }),
  );

describe('Middleware', () => {
  it('is what Traefik takes, and only that', () => {
    const of = (spec: Record<string, object>) =>
      rendered((chart) => new Middleware(chart, 'm', { name: 'a', namespace: 'b', spec }));
    expect(problemsOf(of({ headers: { contentTypeNosniff: true } }))).toEqual([]);
    expect(problemsOf(of({ headers: { contentTypeNoSniff: true } }))).not.toEqual([]);
  });

  it('is used by an Ingress in the order given', () => {
    const annotations = throughMiddlewares(
      { name: 'headers', namespace: 'kube-system' },
      { name: 'ops', namespace: 'login' },
    );
    expect(annotations).toEqual({
      'traefik.ingress.kubernetes.io/router.middlewares':
        'kube-system-headers@kubernetescrd,login-ops@kubernetescrd',
    });
  });
});

describe('LoginMiddleware', () => {
  it.each([
    ['the smallest', {}],
    ['the largest', { tells: ['X-Auth-Request-User'] }],
  ])('%s is what Traefik takes', (_, more) => {
    expect(problemsOf(login(more))).toEqual([]);
  });

  it('shows the login no password, and believes no header of the client', () => {
    const { forwardAuth } = login().spec;
    expect(forwardAuth.authRequestHeaders).not.toContain('Authorization');
    // An empty list would be all headers.
    expect(forwardAuth.authRequestHeaders).toContain('Cookie');
    expect(forwardAuth.trustForwardHeader).toBe(false);
  });

  it('tells the app nothing by default', () => {
    expect(login().spec.forwardAuth.authResponseHeaders).toBeUndefined();
  });
});
