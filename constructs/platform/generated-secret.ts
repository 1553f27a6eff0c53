import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface GeneratedSecretProps {
  /** Of the Secret. */
  readonly name: string;
  /**
   * What each key holds: text in which `{{ .password }}` is the generated password, with External Secrets’ template
   * functions.
   */
  readonly data: Readonly<Record<string, string>>;
}

const GENERATOR = 'generators.external-secrets.io/v1alpha1';

/**
 * A Secret around one password of 32 letters and digits that External Secrets makes in the cluster, once: it stays
 * over whatever happens to its ExternalSecret. To have another, delete both.
 */
export class GeneratedSecret extends Construct {
  constructor(scope: Construct, id: string, { name, data }: GeneratedSecretProps) {
    super(scope, id);
    new ApiObject(this, 'Password', {
      apiVersion: GENERATOR,
      kind: 'Password',
      metadata: { name },
      spec: { length: 32, digits: 8, symbols: 0, noUpper: false, allowRepeat: true },
    });
    new ApiObject(this, 'ExternalSecret', {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name },
      // What the API server would fill in is written out, so that nothing differs afterwards.
      spec: {
        refreshPolicy: 'CreatedOnce',
        refreshInterval: '1h0m0s',
        target: {
          name,
          creationPolicy: 'Orphan',
          deletionPolicy: 'Retain',
          immutable: true,
          template: { engineVersion: 'v2', mergePolicy: 'Replace', data: { ...data } },
        },
        dataFrom: [
          { sourceRef: { generatorRef: { apiVersion: GENERATOR, kind: 'Password', name } } },
        ],
      },
    });
  }
}
