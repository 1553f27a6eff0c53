import { ROUTE_ANNOTATIONS } from '../../../constructs/environment/route.ts';
import { labels } from '../../../constructs/labels.ts';
import { ENVIRONMENT_KINDS } from '../../../constructs/platform/environment-kinds.ts';
import { accountName } from '../../../constructs/platform/admission/accounts.ts';
import {
  PreviewAdmission,
  type PreviewAdmissionProps,
} from '../../../constructs/platform/admission/preview-admission.ts';
import { throughMiddlewares } from '../../../constructs/platform/middleware.ts';
import { OWN_IMAGES } from '../../environment/check/own-images.ts';
import { allowedRepositories } from '../../environment/images.ts';
import type { Platform } from '../platform.ts';
import type { Component } from './component.ts';
import { PREVIEWS_LOGIN } from './login-names.ts';
import { namespaces } from './namespaces.ts';
import type { ComponentSettings } from './settings.ts';
import { SWEEPER } from './generator-program.ts';

/** What is nobody's on the internet: private, link-local, loopback, carrier-grade NAT; IPv6 likewise. */
const NOT_PUBLIC = [
  ...['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.168.0.0/16'],
  ...['::/8', '64:ff9b::/96', 'fc00::/7', 'fe80::/10'],
];

/** What an environment's Ingress says to Traefik by itself. */
const ROUTE = Object.fromEntries(
  Object.entries(ROUTE_ANNOTATIONS).map(([key, value]) => [key, [value]]),
);
/** Before it people log in, where the project's policy says so. */
const LOGIN = Object.fromEntries(
  Object.entries(throughMiddlewares(PREVIEWS_LOGIN)).map(([key, value]) => [key, [value]]),
);

/** What the cluster itself refuses in environments, whoever asks. */
export function admission(platform: Platform, settings: ComponentSettings): Component {
  return {
    name: 'admission',
    description: 'What the API server refuses in the namespaces of environments.',
    namespace: namespaces.system,
    objects: (file) =>
      void new PreviewAdmission(file('policies'), 'admission', admissionProps(platform, settings)),
  };
}

/** The rules for this platform; those of the check before each commit, as far as they can be asked of one object. */
export function admissionProps(
  platform: Platform,
  settings: ComponentSettings,
): PreviewAdmissionProps {
  const { argocd, domain, network, projects } = platform;
  const controller = accountName(argocd.namespace, 'argocd-application-controller');
  const ofProjects = <T>(value: (project: Platform['projects'][number]) => T) =>
    Object.fromEntries(projects.map((project) => [project.id, value(project)]));
  return {
    prefix: 'k8s-ee',
    writers: {
      [controller]: ENVIRONMENT_KINDS.map(resourceOf),
      [accountName(namespaces.externalSecrets, 'external-secrets')]: [
        ...['/secrets', '/events', 'events.k8s.io/events'],
        ...['external-secrets.io/externalsecrets', 'generators.external-secrets.io/*'],
      ],
    },
    namespaceWriters: [controller],
    reporters: settings.monitoring ? [accountName(namespaces.observability, 'kps-operator')] : [],
    sweeper: accountName(namespaces.system, SWEEPER),
    ingress: {
      domain,
      annotations: { ...ROUTE, ...(settings.login && LOGIN) },
      ofProjects: ofProjects(({ policy }) => policy.ingressAnnotations),
    },
    images: {
      // Of any version: a release of the generator may render another one before this file is rendered anew.
      common: [...new Set(OWN_IMAGES.map((image) => `${repositoryOf(image)}:`))].sort(),
      ofProjects: ofProjects(allowedRepositories),
    },
    hiddenNetworks: [
      ...new Set([...NOT_PUBLIC, network.podCidr, network.serviceCidr, ...network.nodes]),
    ],
    reachedFrom: [
      { namespace: namespaces.ingress, label: [labels.name, 'traefik'] },
      { namespace: namespaces.observability, label: [labels.name, 'prometheus'] },
    ],
    reaching: [{ namespace: namespaces.ingress, label: ['k8s-app', 'kube-dns'] }],
  };
}

function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
}

/** `apps/deployments` */
function resourceOf({ group, kind }: { readonly group: string; readonly kind: string }): string {
  const word = kind.toLowerCase();
  const plural = /s$/.test(word)
    ? `${word}es`
    : /y$/.test(word)
      ? `${word.slice(0, -1)}ies`
      : `${word}s`;
  return `${group}/${plural}`;
}
