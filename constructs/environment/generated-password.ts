import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface GeneratedPasswordProps {
  /** Of the Secret. */
  readonly name: string;
  /** Of the Secret; each has a password of its own. */
  readonly keys: readonly string[];
  /**
   * Of the ExternalSecret. One that was never served makes the Secret where there is none, and takes up one
   * that is there as it is; one that was served does neither again.
   *
   * @default - as the Secret's
   */
  readonly wish?: string;
  /**
   * What the Secret holds instead, as templates of External Secrets in which `{{ .key }}` is the password of a key.
   *
   * @default - each key its password
   */
  readonly data?: Readonly<Record<string, string>>;
}

const GENERATOR = 'generators.external-secrets.io/v1alpha1';
/** What the generator calls whatever it makes. */
const GENERATED = 'password';

/**
 * A Secret with passwords that External Secrets makes once in the cluster, of letters and digits. They are
 * never changed, or what was given the old one would keep it. To have others, delete it and its ExternalSecret.
 */
export class GeneratedPassword extends Construct {
  constructor(scope: Construct, id: string, props: GeneratedPasswordProps) {
    super(scope, id);
    const { name, keys, wish = name } = props;
    const data = props.data ?? Object.fromEntries(keys.map((key) => [key, `{{ .${key} }}`]));
    new ApiObject(this, 'Password', {
      apiVersion: GENERATOR,
      kind: 'Password',
      metadata: { name },
      spec: { length: 32, digits: 8, symbols: 0, noUpper: false, allowRepeat: true },
    });
    new ApiObject(this, 'ExternalSecret', {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: wish },
      // What the API server would fill in is written out, so that nothing differs afterwards.
      spec: {
        refreshPolicy: 'CreatedOnce',
        refreshInterval: '1h0m0s',
        target: {
          name,
          creationPolicy: 'Orphan',
          deletionPolicy: 'Retain',
          immutable: true,
          template: {
            engineVersion: 'v2',
            mergePolicy: 'Replace',
            data: { ...data },
          },
        },
        // Asked once for each key, because before 1.1 the generator knew no `secretKeys`.
        dataFrom: keys.map((key) => ({
          sourceRef: { generatorRef: { apiVersion: GENERATOR, kind: 'Password', name } },
          ...(key !== GENERATED && { rewrite: [{ regexp: { source: GENERATED, target: key } }] }),
        })),
      },
    });
  }
}
