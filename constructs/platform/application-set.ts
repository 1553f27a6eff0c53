import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { CASCADE, CONFIRM_REMOVAL, IN_CLUSTER, REFRESH_ON_OWN_FILES } from './argocd.ts';

/** With every webhook lost, a closed pull request is gone within five minutes. */
const POLL_SECONDS = 240;

/** The states of a record in which its manifests are to be deployed. */
const LIVE = { key: 'state', operator: 'In', values: ['active', 'sleeping'] } as const;

export interface ApplicationSetProps {
  readonly name: string;
  /** The namespace of Argo CD. */
  readonly namespace: string;
  /** The AppProject its Applications belong to. */
  readonly project: string;
  /**
   * Labels of the ApplicationSet itself.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /** The repository with records and manifests, and the branch they are on. */
  readonly source: { readonly url: string; readonly branch: string };
  /** Glob of the record files: YAML mappings with `number` (a string), `id`, `state` and `keep`. */
  readonly records: string;
  /** Directory of an environment's manifests; `{{ .number }}` stands for the pull request. */
  readonly manifests: string;
  readonly pullRequests: PullRequestSource;
  /**
   * Labels of each Application; `{{ .number }}` stands for the pull request.
   *
   * @default - none
   */
  readonly applicationLabels?: Readonly<Record<string, string>>;
  /**
   * Addresses that Argo CD's UI shows on each Application, by the words of the link; `{{ .number }}` and
   * `{{ .id }}` stand for the pull request and the environment.
   *
   * @default - none
   */
  readonly links?: Readonly<Record<string, string>>;
}

/** Where open pull requests are listed, and with which credential. */
export type PullRequestSource = {
  readonly owner: string;
  readonly repository: string;
  /** Address of the GitHub server; absent: github.com. */
  readonly api?: string;
  /** A Secret in Argo CD's namespace that holds a token. */
  readonly tokenRef?: { readonly secretName: string; readonly key: string };
  /** A repository credential of Argo CD that holds a GitHub App; wins over `tokenRef`. */
  readonly appSecretName?: string;
};

/**
 * One Application for each live record whose pull request is open or which is preserved.
 *
 * The records are the base of the merge, the list of open pull requests only marks them: creating
 * takes both, and either alone removes. An error of one side keeps everything as it is.
 */
export class ApplicationSet extends Construct {
  constructor(scope: Construct, id: string, props: ApplicationSetProps) {
    super(scope, id);
    const { labels } = props;
    new ApiObject(this, 'Resource', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      metadata: {
        name: props.name,
        namespace: props.namespace,
        ...(labels && { labels }),
        annotations: CONFIRM_REMOVAL,
      },
      spec: {
        goTemplate: true,
        goTemplateOptions: ['missingkey=error'],
        generators: [openPullRequests(props), preservedRecords(props)],
        template: applicationTemplate(props),
      },
    });
  }
}

/** Live records whose pull request is listed as open. */
function openPullRequests(props: ApplicationSetProps): object {
  const { api, appSecretName, owner, repository, tokenRef } = props.pullRequests;
  return {
    merge: {
      mergeKeys: ['number'],
      generators: [
        recordFiles(props),
        {
          pullRequest: {
            github: {
              owner,
              repo: repository,
              ...(api !== undefined && { api }),
              ...(tokenRef && { tokenRef }),
              ...(appSecretName !== undefined && { appSecretName }),
            },
            requeueAfterSeconds: POLL_SECONDS,
            values: { listed: 'true' },
          },
        },
      ],
    },
    selector: {
      matchLabels: { keep: 'open', 'values.listed': 'true' },
      matchExpressions: [LIVE],
    },
  };
}

/** Live records that outlive their pull request. */
function preservedRecords(props: ApplicationSetProps): object {
  return {
    ...recordFiles(props),
    selector: { matchLabels: { keep: 'preserved' }, matchExpressions: [LIVE] },
  };
}

function recordFiles({ records, source }: ApplicationSetProps): object {
  return {
    git: {
      repoURL: source.url,
      revision: source.branch,
      requeueAfterSeconds: POLL_SECONDS,
      files: [{ path: records }],
    },
  };
}

function applicationTemplate(props: ApplicationSetProps): object {
  const { applicationLabels, links = {}, manifests, project, source } = props;
  return {
    metadata: {
      name: '{{ .id }}',
      ...(applicationLabels && { labels: applicationLabels }),
      annotations: {
        ...REFRESH_ON_OWN_FILES,
        ...Object.fromEntries(
          Object.entries(links).map(([words, url]) => [`link.argocd.argoproj.io/${words}`, url]),
        ),
      },
      finalizers: [CASCADE],
    },
    spec: {
      project,
      source: {
        repoURL: source.url,
        targetRevision: source.branch,
        path: manifests,
        directory: { include: '*.yaml' },
      },
      destination: { server: IN_CLUSTER, namespace: '{{ .id }}' },
      // A Job cannot change: once there it stays as it was made, and fails no sync.
      ignoreDifferences: [{ group: 'batch', kind: 'Job', jsonPointers: ['/spec'] }],
      syncPolicy: {
        // A tombstone syncs to nothing, hence allowEmpty. Without selfHeal a commit that lands while
        // a sync runs can be lost (argo-cd issue 27875).
        automated: { prune: true, selfHeal: true, allowEmpty: true },
        retry: {
          limit: 5,
          refresh: true,
          backoff: { duration: '5s', factor: 2, maxDuration: '1m' },
        },
        syncOptions: [
          'FailOnSharedResource=true',
          'ServerSideApply=true',
          'ApplyOutOfSyncOnly=true',
          'RespectIgnoreDifferences=true',
        ],
      },
    },
  };
}
