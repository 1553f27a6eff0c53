import { rm } from 'node:fs/promises';
import { formatReport } from '../../../apps/diff/report.ts';
import { expectGolden } from '../../support/golden-files.ts';
import { createCheckout, liveRecord, tombstone } from './checkout-fixture.ts';

it('the report', async () => {
  const numbers = ['1', '2', '3', '10', '11', '12', '13'];
  const checkout = await createCheckout([
    ...numbers.map((number) => liveRecord('shop', number, '{postgresql: true}')),
    liveRecord('blog', '4'),
    tombstone('blog', '5'),
    liveRecord('blog', '6'),
  ]);
  const memory = (id: string, limit: string) =>
    checkout.edit(id, 'Deployment app', ({ spec }) => {
      spec.template.spec.containers[0].resources.limits.memory = limit;
    });
  for (const number of numbers) await memory(`shop-pr-${number}`, '64Mi');
  await memory('blog-pr-4', '96Mi');
  await checkout.edit('shop-pr-2', 'Deployment app', ({ spec }) => {
    const [container] = spec.template.spec.containers;
    container.env = [
      { name: 'OLD', value: '8080' },
      { name: 'FLAGS', value: `--first ${'--and-so-on '.repeat(20)}` },
      ...container.env.reverse(),
    ];
    container.args = ['a long text', `${'before '.repeat(30)}HERE${' after'.repeat(30)}`];
  });
  await checkout.edit('shop-pr-3', 'StatefulSet postgresql', ({ spec }) => {
    spec.volumeClaimTemplates[0].spec.resources.requests.storage = '7Gi';
  });
  await checkout.edit('shop-pr-1', 'ConfigMap postgresql-init', ({ data }) => {
    data['app.sh'] = `# committed\n${data['app.sh'].replace('set -e\n', 'set -eu\nset -x\n')}`;
  });
  await checkout.edit('shop-pr-1', 'StatefulSet postgresql', ({ metadata }) => {
    metadata.name = 'postgresql-old';
  });
  await checkout.edit('shop-pr-1', 'ResourceQuota environment', ({ spec }) => {
    spec.hard.services = '99';
    delete spec.hard.pods;
  });
  await checkout.edit('shop-pr-1', 'Namespace shop-pr-1', ({ metadata }) => {
    metadata.annotations.note = 'a\u001b[31m red\u202e one\u009b';
  });
  await checkout.write('environments/blog/pr-6/environment.yaml', 'number: [\n');
  const content = formatReport(await checkout.diff(), { colour: false });
  await rm(checkout.directory, { recursive: true, force: true });
  // eslint-disable-next-line no-control-regex
  expect(content).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expectGolden([{ path: 'test/golden/diff/report.txt', content }]);
});
