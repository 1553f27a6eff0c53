import { crdValidator } from './crd-schema.ts';

const PLURALS = {
  AppProject: 'appprojects',
  ApplicationSet: 'applicationsets',
  Application: 'applications',
} as const;

/** Compiles the definition of one of Argo CD's kinds. */
export function argocdValidator(kind: keyof typeof PLURALS): (object: unknown) => string[] {
  return crdValidator(`argoproj.io_${PLURALS[kind]}`, 'v1alpha1');
}
