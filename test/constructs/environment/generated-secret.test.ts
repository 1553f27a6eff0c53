import { App, Chart } from 'cdk8s';
import { GeneratedPassword } from '../../../constructs/environment/generated-password.ts';
import { problemsOf, withPlatformDefaults } from '../../support/platform-crds.ts';

const data = { user: 'admin', password: '{{ .password }}' };

function rendered() {
  const chart = new Chart(new App(), 'test');
  new GeneratedPassword(chart, 'secret', { name: 'admin', keys: ['password'], data });
  return chart.toJson();
}

describe('a Secret around a generated password', () => {
  it('is what External Secrets takes, with nothing left to be filled in', () => {
    expect(rendered().map(({ kind }) => kind)).toEqual(['Password', 'ExternalSecret']);
    for (const object of rendered()) expect(problemsOf(object)).toEqual([]);
    const [, secret] = rendered();
    expect(withPlatformDefaults(secret)).toEqual(secret);
  });

  it('is made once, and stays when its ExternalSecret goes', () => {
    const [password, { spec }] = rendered();
    expect(spec).toMatchObject({
      refreshPolicy: 'CreatedOnce',
      target: { name: 'admin', creationPolicy: 'Orphan', immutable: true, template: { data } },
    });
    expect(spec.dataFrom).toEqual([
      { sourceRef: { generatorRef: expect.objectContaining({ name: password.metadata.name }) } },
    ]);
  });

  it('has a password that needs no quoting and that oauth2-proxy takes as a key', () => {
    expect(rendered()[0].spec).toMatchObject({ length: 32, symbols: 0 });
  });
});
