import { createHash } from 'node:crypto';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const container = z.object({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).default([]),
  args: z.array(z.string()).default([]),
  env: z.array(z.object({ name: z.string(), value: z.string().default('') })).default([]),
});
/** What is read of one in a manifest; the value of a variable that is a secret is ''. */
export type Container = z.output<typeof container>;

const template = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({
    containers: z.array(container).min(1),
    initContainers: z.array(container).default([]),
  }),
});
export type PodTemplate = z.output<typeof template> & {
  /** Of its bytes: another one means other pods. */
  readonly hash: string;
};

const KINDS = ['Deployment', 'StatefulSet', 'Job'] as const;

const workload = z.object({
  kind: z.enum(KINDS),
  metadata: z.object({ name: z.string() }),
  spec: z.object({ replicas: z.number().default(1), template }),
});

/** What makes pods. */
export type Workload = {
  readonly kind: (typeof KINDS)[number];
  readonly name: string;
  readonly replicas: number;
  readonly template: PodTemplate;
};

const backend = z.object({ service: z.object({ name: z.string() }) });
const ingress = z.object({
  kind: z.literal('Ingress'),
  spec: z.object({
    rules: z.array(
      z.object({
        host: z.string(),
        http: z.object({ paths: z.array(z.object({ path: z.string().default('/'), backend })) }),
      }),
    ),
  }),
});
const service = z.object({
  kind: z.literal('Service'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({ selector: z.record(z.string(), z.string()).default({}) }),
});
const secret = z.object({
  kind: z.literal('ExternalSecret'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({ target: z.object({ name: z.string() }).optional() }),
});

/** What the stand-in knows of the manifests of one environment; everything else is taken and forgotten. */
export type Manifests = {
  readonly workloads: readonly Workload[];
  readonly routes: readonly {
    readonly host: string;
    readonly path: string;
    readonly service: string;
  }[];
  /** The labels of the pods of a Service, by its name. */
  readonly services: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly externalSecrets: readonly { readonly name: string; readonly target: string }[];
};

/** Reads one YAML stream. Throws where a manifest is not as it should be. */
export function readManifests(text: string): Manifests {
  const objects = parseAllDocuments(text).map((document) => document.toJS() as unknown);
  const of = <T>(schema: z.ZodType<T>, kinds: readonly string[]): T[] =>
    objects
      .filter((object) => kinds.includes(String((object as { kind?: unknown } | null)?.kind)))
      .map((object) => schema.parse(object));
  return {
    workloads: of(workload, KINDS).map(({ kind, metadata, spec }) => ({
      ...{ kind, name: metadata.name, replicas: spec.replicas },
      template: { ...spec.template, hash: hashOf(spec.template) },
    })),
    routes: of(ingress, ['Ingress']).flatMap(({ spec }) =>
      spec.rules.flatMap(({ host, http }) =>
        http.paths.map(({ path, backend: to }) => ({ host, path, service: to.service.name })),
      ),
    ),
    services: new Map(
      of(service, ['Service']).map(({ metadata, spec }) => [metadata.name, spec.selector]),
    ),
    externalSecrets: of(secret, ['ExternalSecret']).map(({ metadata, spec }) => ({
      name: metadata.name,
      target: spec.target?.name ?? metadata.name,
    })),
  };
}

function hashOf(value: unknown): string {
  return createHash('sha1').update(JSON.stringify(value)).digest('hex').slice(0, 8);
}
