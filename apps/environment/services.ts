import { sizes, type Size } from '../../constructs/environment/sizes.ts';
import { parseCpu, parseMemory } from '../../constructs/quantity.ts';
import type { ResourcesInput } from './config/fields.ts';
import type { ConfigInput } from './config/schema.ts';
import type { ServiceInput } from './config/service-schema.ts';

/** One app of an environment, with every default filled in. */
export type Service = {
  /** Of its Deployment, Service and image. */
  readonly name: string;
  readonly port: number;
  readonly healthPath: string;
  readonly command: readonly string[] | undefined;
  readonly args: readonly string[] | undefined;
  readonly runAsUser: number | undefined;
  readonly startupSeconds: number | undefined;
  readonly size: Size;
  readonly env: Readonly<Record<string, string>>;
  /** Names of secrets of the project. */
  readonly envFrom: readonly string[];
  readonly writableDirs: readonly string[];
  readonly migrate: readonly string[] | undefined;
  readonly route: ServiceRoute;
  readonly annotations: Readonly<Record<string, string>>;
  readonly metrics: { readonly path: string; readonly interval: string } | undefined;
  readonly image: {
    readonly context: string;
    readonly dockerfile: string;
    /** `undefined`: the project's. */
    readonly repository: string | undefined;
  };
};

/** `main`: a path of `{id}.{domain}`; `own`: a host of its own, `{id}-{name}.{domain}`. */
export type ServiceRoute =
  | { readonly kind: 'none' }
  | { readonly kind: 'main'; readonly path: string }
  | { readonly kind: 'own' };

type Described = Pick<ConfigInput, 'services' | 'env' | 'envFrom'> & ServiceInput;

/** The name of the app of a file that describes only one. */
export const ONLY_SERVICE = 'app';

/** The apps a file describes, in its order: the first is the one whose URL is shown. */
export function servicesOf(config: Described): Service[] {
  const { services, ...only } = config;
  if (!services) return [toService(ONLY_SERVICE, only, { kind: 'main', path: '/' })];
  const entries = Object.entries(services);
  // Without a path the first answers at the main host, which would lead nowhere else.
  const chosen = entries.some(([, { route }]) => typeof route === 'object');
  return entries.map(([name, service], index) => {
    const fallback: ServiceRoute =
      index === 0 && !chosen ? { kind: 'main', path: '/' } : { kind: 'own' };
    const shared = { env: config.env, envFrom: config.envFrom };
    return toService(name, service, fallback, shared);
  });
}

function toService(
  name: string,
  given: ServiceInput,
  fallback: ServiceRoute,
  shared: Pick<ServiceInput, 'env' | 'envFrom'> = {},
): Service {
  const { image = {}, ingress } = given;
  return {
    name,
    ...programOf(given),
    size: sizeOf(given.resources, sizes.app),
    env: { ...shared.env, ...given.env },
    envFrom: [...new Set([...(shared.envFrom ?? []), ...(given.envFrom ?? [])].map(nameOf))],
    writableDirs: [...new Set(given.writableDirs)].sort(),
    migrate: given.migrate,
    route: routeOf(given, fallback),
    annotations: ingress?.annotations ?? {},
    metrics: metricsOf(given),
    image: {
      context: image.context ?? '.',
      dockerfile: image.dockerfile ?? 'Dockerfile',
      repository: image.repository,
    },
  };
}

function programOf({ app = {} }: ServiceInput) {
  const { port = 3000, healthPath = '/health', command, args, runAsUser, startupSeconds } = app;
  return { port, healthPath, command, args, runAsUser, startupSeconds };
}

function metricsOf({ app = {}, metrics = {} }: ServiceInput): Service['metrics'] {
  const { interval = '30s' } = metrics;
  return metrics.enabled === true ? { path: app.metricsPath ?? '/metrics', interval } : undefined;
}

function nameOf({ secretRef }: { readonly secretRef: { readonly name: string } }): string {
  return secretRef.name;
}

function routeOf({ route, ingress }: ServiceInput, fallback: ServiceRoute): ServiceRoute {
  if (ingress?.enabled === false || route === 'none') return { kind: 'none' };
  return route === undefined ? fallback : { kind: 'main', path: route.path };
}

/** What is asked for, and what the template gives for the rest: never a request above its limit. */
export function sizeOf(given: ResourcesInput | undefined, size: Size): Size {
  const amount = (what: 'cpu' | 'memory', parse: (text: string) => number) => {
    const larger = (a: string, b: string) => (parse(a) >= parse(b) ? a : b);
    const smaller = (a: string, b: string) => (parse(a) <= parse(b) ? a : b);
    const asked = given?.requests?.[what];
    const limit = given?.limits?.[what] ?? larger(size.limits[what], asked ?? size.limits[what]);
    return { request: asked ?? smaller(size.requests[what], limit), limit };
  };
  const [cpu, memory] = [amount('cpu', parseCpu), amount('memory', parseMemory)];
  return {
    requests: { cpu: cpu.request, memory: memory.request },
    limits: { cpu: cpu.limit, memory: memory.limit },
  };
}
