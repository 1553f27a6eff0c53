import { GeneratedPassword } from '../../../constructs/environment/generated-password.ts';
import {
  externalSecretsValidator,
  withExternalSecretsDefaults,
} from '../../support/external-secrets-crds.ts';
import { only, render } from './rendered.ts';

const objects = render(
  (chart) =>
    new GeneratedPassword(chart, 'password', { name: 'postgresql', keys: ['password', 'root'] }),
);
const password = only(objects, 'Password');
const externalSecret = only(objects, 'ExternalSecret');

describe('GeneratedPassword', () => {
  it('is what External Secrets takes', () => {
    expect(password.apiVersion).toBe('generators.external-secrets.io/v1alpha1');
    expect(externalSecret.apiVersion).toBe('external-secrets.io/v1');
    expect(externalSecretsValidator('Password')(password)).toEqual([]);
    expect(externalSecretsValidator('ExternalSecret')(externalSecret)).toEqual([]);
  });

  it('is checked by a definition that refuses what it does not know', () => {
    const { spec } = externalSecret;
    const validate = externalSecretsValidator('ExternalSecret');
    expect(validate({ ...externalSecret, spec: { ...spec, refreshPolicy: 'Once' } })).not.toEqual(
      [],
    );
    expect(validate({ ...externalSecret, spec: { ...spec, target: { nam: 'x' } } })).not.toEqual(
      [],
    );
  });

  it('has nothing left for the API server to fill in, which Argo CD would see as a change', () => {
    expect(withExternalSecretsDefaults('ExternalSecret', externalSecret)).toEqual(externalSecret);
  });

  it('is made once from the generator and never again', () => {
    expect(objects.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([
      ['Password', 'postgresql'],
      ['ExternalSecret', 'postgresql'],
    ]);
    expect(externalSecret.spec).toMatchObject({
      refreshPolicy: 'CreatedOnce',
      target: {
        name: 'postgresql',
        creationPolicy: 'Orphan',
        deletionPolicy: 'Retain',
        immutable: true,
      },
    });
  });

  it('has these keys, each made by the generator on its own', () => {
    const { name } = password.metadata;
    const sourceRef = { generatorRef: { apiVersion: password.apiVersion, kind: 'Password', name } };
    expect(externalSecret.spec.dataFrom).toEqual([
      { sourceRef },
      { sourceRef, rewrite: [{ regexp: { source: 'password', target: 'root' } }] },
    ]);
    expect(externalSecret.spec.target.template.data).toEqual({
      password: '{{ .password }}',
      root: '{{ .root }}',
    });
    expect(externalSecret.spec.target.template.mergePolicy).toBe('Replace');
  });

  it('needs no escaping in a URL and is long enough', () => {
    // Without repetition there would not be enough letters.
    expect(password.spec).toEqual({
      length: 32,
      digits: 8,
      symbols: 0,
      noUpper: false,
      allowRepeat: true,
    });
  });

  it('another wish is another ExternalSecret for the same Secret', () => {
    const again = render(
      (chart) =>
        new GeneratedPassword(chart, 'password', {
          ...{ name: 'postgresql', keys: ['password'], wish: 'postgresql-2' },
        }),
    );
    const { metadata, spec } = only(again, 'ExternalSecret');
    expect([metadata.name, spec.target.name]).toEqual(['postgresql-2', 'postgresql']);
  });
});
