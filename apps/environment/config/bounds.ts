import {
  DATABASE_NAMES,
  type DatabaseName,
} from '../../../constructs/environment/databases/kinds.ts';
import { parseDuration } from '../../../constructs/duration.ts';
import { parseCpu, parseMemory } from '../../../constructs/quantity.ts';
import type { Platform, Project } from '../../platform/platform.ts';
import type { EnvironmentConfig } from './environment-config.ts';
import { servicesOf, type Service } from '../services.ts';
import type { ResourcesInput } from './fields.ts';
import { allowedRepositories, isAllowedRepository } from '../images.ts';
import { placeholdersOf } from './placeholders.ts';

/** What the platform allows the file to say. */
export type ConfigBounds = {
  readonly projectId: string;
  /** Beginnings of image names, each ending in `/`. */
  readonly repositories: readonly string[];
  readonly limits: Project['policy']['limits'];
  /** A duration, or `never`. */
  readonly ttl: string;
  /** A duration, or `never`; `undefined` where nobody counts requests. */
  readonly sleepAfter: string | undefined;
  readonly ingressAnnotations: readonly string[];
  /** Whether somebody reads metrics. */
  readonly prometheus: boolean;
};

export function boundsOf(project: Project, platform: Platform): ConfigBounds {
  const { limits, ingressAnnotations, ttl } = project.policy;
  return {
    projectId: project.id,
    repositories: allowedRepositories(project),
    ...{ limits, ingressAnnotations, ttl },
    prometheus: platform.prometheus !== undefined,
    sleepAfter: platform.prometheus?.url === undefined ? undefined : project.policy.sleepAfter,
  };
}

/** At a path of the file. */
export type BoundProblem = {
  readonly path: readonly (string | number)[];
  readonly message: string;
};

/** Names that something else of an environment has. */
const RESERVED: readonly string[] = [
  ...[...DATABASE_NAMES, 'namespace', 'budget', 'isolation', 'secrets', 'seed'],
  ...['default-deny', 'environment'],
];
/** What describes the only app, and has no meaning beside several. */
const OF_ONE = [
  ...['app', 'image', 'resources', 'writableDirs', 'migrate', 'ingress', 'metrics'],
] as const;

/** What is right by itself, and yet not allowed here or not together. */
export function boundProblems(config: EnvironmentConfig, bounds: ConfigBounds): BoundProblem[] {
  const { projectId } = bounds;
  const services = attempt(() => servicesOf(config));
  return [
    ...(config.projectId === projectId
      ? []
      : [
          found(
            ['projectId'],
            `expected "${projectId}", the project of this repository, got "${config.projectId}"`,
          ),
        ]),
    ...attempt(() => ttlProblems(config, bounds)),
    ...attempt(() => sleepProblems(config, bounds)),
    ...attempt(() => (config.services ? severalProblems(config, services) : [])),
    ...services.flatMap((service) => attempt(() => serviceProblems(service, config, bounds))),
    ...attempt(() => referenceProblems(config, services)),
    ...DATABASE_NAMES.flatMap((name) => attempt(() => databaseProblems(name, config, bounds))),
  ];
}

/** The file may only make the time shorter. */
function ttlProblems({ ttl }: EnvironmentConfig, bounds: ConfigBounds): BoundProblem[] {
  if (ttl === undefined || bounds.ttl === 'never') return [];
  if (ttl !== 'never' && parseDuration(ttl) <= parseDuration(bounds.ttl)) return [];
  const message = `expected at most ${bounds.ttl}, policy.ttl of the platform, got "${ttl}"`;
  return [found(['ttl'], message)];
}

/** `never` is always right: that connections are held open is seen by nobody. */
function sleepProblems({ sleepAfter }: EnvironmentConfig, bounds: ConfigBounds): BoundProblem[] {
  if (sleepAfter === undefined || sleepAfter === 'never') return [];
  const most = bounds.sleepAfter;
  if (most === undefined) {
    const message =
      'nobody counts requests on this platform (prometheus.url is not set); remove it';
    return [found(['sleepAfter'], message)];
  }
  if (most === 'never' || parseDuration(sleepAfter) <= parseDuration(most)) return [];
  const message = `expected at most ${most}, policy.sleepAfter of the platform, or never, got "${sleepAfter}"`;
  return [found(['sleepAfter'], message)];
}

/** Nothing where something is so wrong that it cannot be looked at: the schema tells that. */
function attempt<T>(look: () => T[]): T[] {
  try {
    return look();
  } catch {
    return [];
  }
}

function databaseProblems(
  name: DatabaseName,
  config: EnvironmentConfig,
  { limits }: ConfigBounds,
): BoundProblem[] {
  const path = ['databases', name];
  const { storage, resources } = config.databases[name] ?? {};
  const tooLarge = attempt(() =>
    storage !== undefined && parseMemory(storage) > parseMemory(limits.storage)
      ? [
          found(
            [...path, 'storage'],
            `expected at most ${limits.storage}, what the platform allows one environment, got "${storage}"`,
          ),
        ]
      : [],
  );
  return [...tooLarge, ...attempt(() => resourceProblems([...path, 'resources'], resources))];
}

function found(path: BoundProblem['path'], message: string): BoundProblem {
  return { path, message };
}

function severalProblems(config: EnvironmentConfig, services: readonly Service[]): BoundProblem[] {
  const misplaced = OF_ONE.filter((key) => config[key] !== undefined).map((key) =>
    found([key], `describes an only app, but there are services; write it as services.NAME.${key}`),
  );
  const reserved = services
    .filter(({ name }) => RESERVED.includes(name))
    .map(({ name }) =>
      found(
        ['services', name],
        `"${name}" is the name of something else in every environment; choose another`,
      ),
    );
  const paths = services.flatMap(({ name, route }) =>
    route.kind === 'main' ? [{ name, path: route.path }] : [],
  );
  const twice = paths.filter(
    ({ path }, index) => paths.findIndex((one) => one.path === path) < index,
  );
  const clashing = services.filter(
    ({ image }, index) =>
      services.findIndex((one) => one.image.repository === image.repository) < index &&
      !services.slice(0, index).some((one) => sameBuild(one.image, image)),
  );
  const noRoot = paths.length > 0 && !paths.some(({ path }) => path === '/');
  return [
    ...misplaced,
    ...reserved,
    ...twice.map(({ name, path }) =>
      found(['services', name, 'route'], `the path "${path}" is already another service's`),
    ),
    ...clashing.map(({ name }) =>
      found(
        ['services', name, 'image'],
        'is built from something else than another service of the same image; give it an image.repository of its own',
      ),
    ),
    ...(noRoot
      ? [
          found(
            ['services'],
            'no service answers at the path "/", so the address of the environment would lead nowhere; give one "route: {path: /}"',
          ),
        ]
      : []),
  ];
}

function sameBuild(one: Service['image'], other: Service['image']): boolean {
  return (['repository', 'context', 'dockerfile'] as const).every((key) => one[key] === other[key]);
}

function serviceProblems(
  service: Service,
  config: EnvironmentConfig,
  bounds: ConfigBounds,
): BoundProblem[] {
  const at = config.services ? ['services', service.name] : [];
  const given = config.services?.[service.name] ?? config;
  const { repository } = service.image;
  return [
    ...resourceProblems([...at, 'resources'], given.resources),
    ...(repository !== undefined && !isAllowedRepository(repository, bounds.repositories)
      ? [
          found(
            [...at, 'image', 'repository'],
            `expected an image below ${bounds.repositories.join(' or ')}, as policy.registries of the platform has it, got "${repository}"`,
          ),
        ]
      : []),
    ...Object.keys(service.annotations)
      .filter((key) => !bounds.ingressAnnotations.includes(key))
      .map((key) =>
        found(
          [...at, 'ingress', 'annotations', key],
          `the platform does not allow this annotation; allowed: ${bounds.ingressAnnotations.join(', ') || 'none'}`,
        ),
      ),
    ...(service.metrics && !bounds.prometheus
      ? [
          found(
            [...at, 'metrics', 'enabled'],
            'this platform has no Prometheus that would read metrics; remove it',
          ),
        ]
      : []),
  ];
}

function resourceProblems(
  path: readonly string[],
  resources: ResourcesInput | undefined,
): BoundProblem[] {
  const check = (what: 'cpu' | 'memory', parse: (text: string) => number): BoundProblem[] => {
    const [request, limit] = [resources?.requests?.[what], resources?.limits?.[what]];
    if (request === undefined || limit === undefined || parse(request) <= parse(limit)) return [];
    return [
      found([...path, 'requests', what], `expected at most ${limit}, its limit, got "${request}"`),
    ];
  };
  return [...check('cpu', parseCpu), ...check('memory', parseMemory)];
}

/** Services that others speak of. */
function referenceProblems(
  config: EnvironmentConfig,
  services: readonly Service[],
): BoundProblem[] {
  const known = services.map(({ name }) => name);
  const unknown = (name: string) => `there is no service "${name}"; there are: ${known.join(', ')}`;
  const variables = [
    ...Object.entries(config.env ?? {}).map(([key, value]) => ({ path: ['env', key], value })),
    ...Object.entries(config.services ?? {}).flatMap(([name, { env = {} }]) =>
      Object.entries(env).map(([key, value]) => ({ path: ['services', name, 'env', key], value })),
    ),
  ];
  const inVariables = variables.flatMap(({ path, value }) =>
    placeholdersOf(value).flatMap((placeholder) => {
      if (!('service' in placeholder)) return [];
      const service = services.find(({ name }) => name === placeholder.service);
      if (!service) return [found(path, unknown(placeholder.service))];
      return placeholder.kind === 'serviceUrl' && service.route.kind === 'none'
        ? [
            found(
              path,
              `"${service.name}" is not reachable from outside; use {service.${service.name}.internalUrl}`,
            ),
          ]
        : [];
    }),
  );
  const of = config.seed?.service;
  return of === undefined || known.includes(of)
    ? inVariables
    : [...inVariables, found(['seed', 'service'], unknown(of))];
}
