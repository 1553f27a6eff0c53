import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface ProjectSecretProps {
  /** Of the secret in the project's store. */
  readonly key: string;
  /** The project, whose store only its own environments may use. */
  readonly projectId: string;
}

/** The Secret that a secret of the project becomes in an environment. */
export function projectSecretName(key: string): string {
  return `project-${key}`;
}

/** A secret of the project with all its keys, which follows changes in the project's store within the hour. */
export class ProjectSecret extends Construct {
  constructor(scope: Construct, id: string, { key, projectId }: ProjectSecretProps) {
    super(scope, id);
    const name = projectSecretName(key);
    new ApiObject(this, 'ExternalSecret', {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name },
      // What the API server would fill in is written out, so that nothing differs afterwards.
      spec: {
        refreshPolicy: 'Periodic',
        refreshInterval: '1h0m0s',
        secretStoreRef: { kind: 'ClusterSecretStore', name: `project-${projectId}` },
        target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
        dataFrom: [
          {
            extract: {
              key,
              conversionStrategy: 'Default',
              decodingStrategy: 'None',
              metadataPolicy: 'None',
            },
          },
        ],
      },
    });
  }
}
