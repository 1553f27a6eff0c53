import { substituteImage } from './image-template.ts';
import type { ComponentSettings } from './components/settings.ts';
import type { Policy } from './policy.ts';

/** One registered repository. */
export type Project = {
  readonly id: string;
  /** `owner/name`, as GitHub spells it. */
  readonly repository: string;
  /** Image of a commit, e.g. `ghcr.io/acme/shop:{sha}`. */
  readonly image: string;
  /** Path of `k8s-ee.yaml` in the repository. */
  readonly configPath: string;
  /** `removing`: all its environments are destroyed, then the entry can be deleted. */
  readonly state: 'active' | 'removing';
  /** The platform's policy with this project's overrides merged in. */
  readonly policy: Policy;
};

/** `platform.yaml` with every default filled in. */
export type Platform = {
  readonly domain: string;
  readonly gitops: {
    /** The GitOps repository as Argo CD sees it. Never holds a credential. */
    readonly url: string;
    readonly branch: string;
    readonly environmentsBranch: string;
    readonly acceptHead?: string;
  };
  readonly github: { readonly apiUrl: string };
  readonly argocd: {
    readonly namespace: string;
    readonly url?: string;
    readonly applicationSetWebhook?: string;
    readonly serverWebhook?: string;
    readonly github: {
      readonly tokenRef?: { readonly secretName: string; readonly key: string };
      readonly appSecretName?: string;
    };
  };
  /** IPv4 networks, in CIDR notation. */
  readonly network: {
    readonly podCidr: string;
    readonly serviceCidr: string;
    readonly nodes: readonly string[];
  };
  /** Where the ready probe connects, with the real host. @default - to the host */
  readonly probe?: { readonly connect?: string | undefined } | undefined;
  /** Reads the metrics of environments. */
  readonly prometheus?: { readonly url?: string | undefined } | undefined;
  /** What all environments together may ask for. */
  readonly capacity: {
    readonly cpu: string;
    readonly memory: string;
    readonly storage: string;
    readonly pods: number;
    readonly environments: number;
  };
  /** Whether a new release renders what runs anew. */
  readonly upgrades: 'automatic' | 'paused';
  readonly policy: Policy;
  readonly projects: readonly Project[];
  /** The components around the previews; absent: they are not rendered. */
  readonly components?: ComponentSettings;
  /** Keys that were given and that only later releases act on, e.g. `policy.ttl`. */
  readonly notInEffect: readonly string[];
};

export function findProject(platform: Platform, id: string): Project | undefined {
  return platform.projects.find((project) => project.id === id);
}

/** The image of one commit: the project's template with its placeholders filled in. */
export function imageFor(project: Project, values: { sha: string; number: string }): string {
  return substituteImage(project.image, values);
}
