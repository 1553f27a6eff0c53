import { componentsOf } from '../../../../apps/platform/components/all.ts';
import type { ChartComponent } from '../../../../apps/platform/components/chart-component.ts';
import type { Component } from '../../../../apps/platform/components/component.ts';
import { parsePlatform, type Platform } from '../../../../apps/platform/config.ts';
import { formatProblem } from '../../../../apps/problems.ts';

const least = {
  generator: { image: 'ghcr.io/acme/previews:0.1.0' },
  tls: { issuer: 'none' },
};

/** Everything there is to ask for. */
export const EVERYTHING = {
  tls: { issuer: 'cloudflare', email: 'ops@example.com' },
  login: { organization: 'acme' },
  alerts: {
    slack: { channel: '#previews' },
    email: {
      ...{ to: 'a@example.com', from: 'b@example.com', smarthost: 'mail.example.com:587' },
      username: 'b@example.com',
    },
    webhook: 'on',
  },
  runners: { url: 'https://github.com/acme', max: 2 },
};

/** A platform with the section `platform` as given, over the least there is; with a login, previews are behind it. */
export function platformWith(section: object = {}, more: object = {}): Platform {
  const parsed = parsePlatform(
    JSON.stringify({
      domain: 'acme-previews.dev',
      opsDomain: 'ops.example.com',
      gitops: { url: 'https://git.example/acme/previews.git' },
      projects: [
        { id: 'shop', repository: 'acme/shop', image: 'x/shop:{sha}' },
        { id: 'docs', repository: 'acme/docs', image: 'x/docs:{sha}', state: 'removing' },
      ],
      ...('login' in section && section.login !== undefined && { policy: { access: 'team' } }),
      platform: { ...least, ...section },
      ...more,
    }),
  );
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.value;
}

export function chartsOf(platform: Platform): ChartComponent[] {
  return componentsOf(platform).filter(
    (component): component is ChartComponent => 'chart' in component,
  );
}

export function componentOf(platform: Platform, name: string): Component {
  const found = componentsOf(platform).find((component) => component.name === name);
  if (!found) throw new Error(`there is no component ${name}`);
  return found;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- its shape is what is asserted
export type Values = Record<string, any>;

export function valuesOf(platform: Platform, name: string): Values {
  const component = componentOf(platform, name);
  if (!('chart' in component)) throw new Error(`${name} is no chart`);
  return component.chart.values;
}
