import { crdValidator, withCrdDefaults } from './crd-schema.ts';

const KINDS = {
  ExternalSecret: ['external-secrets.io_externalsecrets', 'v1'],
  Password: ['generators.external-secrets.io_passwords', 'v1alpha1'],
} as const;

/** Compiles the definition of one of External Secrets' kinds. */
export function externalSecretsValidator(kind: keyof typeof KINDS): (object: unknown) => string[] {
  const [file, version] = KINDS[kind];
  return crdValidator(file, version);
}

/** The object as the API server keeps it. */
export function withExternalSecretsDefaults<T>(kind: keyof typeof KINDS, object: T): T {
  const [file, version] = KINDS[kind];
  return withCrdDefaults(file, version, object);
}
