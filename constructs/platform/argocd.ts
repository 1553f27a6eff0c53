/** The cluster Argo CD itself runs in, as its destinations name it. */
export const IN_CLUSTER = 'https://kubernetes.default.svc';

/** Makes Argo CD delete everything an Application deployed before the Application itself goes. */
export const CASCADE = 'resources-finalizer.argocd.argoproj.io';

/** Makes Argo CD ask a person before it removes the object: with it would go every environment. */
export const CONFIRM_REMOVAL = {
  'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm',
} as const;

/** Makes a push refresh only the Applications whose own files it changed. */
export const REFRESH_ON_OWN_FILES = { 'argocd.argoproj.io/manifest-generate-paths': '.' } as const;
