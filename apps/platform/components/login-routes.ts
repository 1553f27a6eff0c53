import type { Construct } from 'constructs';
import { Route } from '../../../constructs/environment/route.ts';
import { GeneratedPassword } from '../../../constructs/environment/generated-password.ts';
import { LoginMiddleware } from '../../../constructs/platform/middleware-login.ts';
import { throughMiddlewares } from '../../../constructs/platform/middleware.ts';
import { RestrictedIngress } from '../../../constructs/platform/restricted-ingress.ts';
import type { Component } from './component.ts';
import { cookieSecret, type Login, loginHost, loginService } from './login.ts';
import { OPS_LOGIN, PREVIEWS_LOGIN, TESTS_SECRET, TESTS_USER } from './login-names.ts';
import { namespaces } from './namespaces.ts';
import { SECURITY_HEADERS } from './traefik.ts';

/** What is around each login: its secrets, its host, and the middleware that asks it. */
export function loginRoutes(logins: readonly Login[]): Component {
  return {
    name: 'login-routes',
    namespace: namespaces.login,
    description: 'The hosts of the logins, and what sends people there',
    objects: (file) => {
      for (const login of logins) {
        const chart = file(login.name);
        addLogin(chart, login);
        if (login.before === 'ops') addOps(chart, login);
        else addPreviews(chart, login);
      }
    },
  };
}

function addOps(scope: Construct, login: Login): void {
  new LoginMiddleware(scope, 'middleware', {
    ...OPS_LOGIN,
    address: addressOf(login),
    tells: ['X-Auth-Request-User', 'X-Auth-Request-Email'],
  });
}

/** Tests of previews have no account at GitHub: they log in with a password, at the login’s own host. */
function addPreviews(scope: Construct, login: Login): void {
  new LoginMiddleware(scope, 'middleware', { ...PREVIEWS_LOGIN, address: addressOf(login) });
  new GeneratedPassword(scope, 'tests', {
    name: TESTS_SECRET,
    keys: ['password'],
    data: {
      password: '{{ .password }}',
      'users.txt': `{{ htpasswd "${TESTS_USER}" .password }}`,
    },
  });
}

function addLogin(scope: Construct, login: Login): void {
  new GeneratedPassword(scope, 'cookie', {
    name: cookieSecret(login),
    keys: ['password'],
    data: { 'cookie-secret': '{{ .password }}' },
  });
  new Route(scope, 'route', {
    host: loginHost(login),
    path: '/oauth2',
    annotations: throughMiddlewares(SECURITY_HEADERS),
    service: { name: loginService(login), port: 'http' },
  });
  new RestrictedIngress(scope, 'network', {
    name: login.name,
    pods: { 'app.kubernetes.io/instance': login.name },
    port: 4180,
    metricsPort: 44_180,
  });
}

const addressOf = (login: Login): string =>
  `http://${loginService(login)}.${namespaces.login}.svc.cluster.local/`;
