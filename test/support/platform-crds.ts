import { crdValidator, withCrdDefaults } from './crd-schema.ts';

const DEFINITIONS: Readonly<Record<string, readonly [file: string, version: string]>> = {
  Certificate: ['cert-manager.io_certificates', 'v1'],
  ClusterIssuer: ['cert-manager.io_clusterissuers', 'v1'],
  ClusterSecretStore: ['external-secrets.io_clustersecretstores', 'v1'],
  ExternalSecret: ['external-secrets.io_externalsecrets', 'v1'],
  HelmChartConfig: ['helm.cattle.io_helmchartconfigs', 'v1'],
  IngressRoute: ['traefik.io_ingressroutes', 'v1alpha1'],
  Middleware: ['traefik.io_middlewares', 'v1alpha1'],
  Password: ['generators.external-secrets.io_passwords', 'v1alpha1'],
  TLSStore: ['traefik.io_tlsstores', 'v1alpha1'],
};

const definitionOf = (kind: string) => {
  const found = DEFINITIONS[kind];
  if (!found) throw new Error(`there is no definition of ${kind} here`);
  return found;
};

const compiled = new Map<string, (object: unknown) => string[]>();

/** What is wrong with an object of a kind that a definition brings. */
export function problemsOf(object: { readonly kind: string }): string[] {
  const { kind } = object;
  const validate = compiled.get(kind) ?? crdValidator(...definitionOf(kind));
  compiled.set(kind, validate);
  return validate(object);
}

/** The object as the API server keeps it. */
export function withPlatformDefaults<T extends { readonly kind: string }>(object: T): T {
  return withCrdDefaults(...definitionOf(object.kind), object);
}
