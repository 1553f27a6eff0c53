import { templateOf } from '../../../apps/environment/template.ts';
import { renderEnvironment } from '../../../apps/environment/render.ts';
import { samplePlatform } from '../../generator/platform-fixture.ts';
import { fullConfig, recordOf } from './samples.ts';

const record = recordOf(fullConfig);
const filesOf = (platform: ReturnType<typeof samplePlatform>) =>
  renderEnvironment(record, platform).files;
const before = samplePlatform();

describe('what manifests are rendered by', () => {
  it.each([
    ['the nodes', { rest: 'network: {nodes: [192.0.2.10]}' }],
    ['the networks', { rest: 'network: {podCidr: 10.99.0.0/16}' }],
    [
      'who may open them',
      {
        rest: 'opsDomain: ops.example.com\nplatform: {generator: {image: "x/y:1"}, tls: {issuer: none}, login: {organization: acme}}',
        shop: 'policy: {access: team}',
      },
    ],
  ])('is another one with %s, because they render otherwise', (_, change) => {
    const after = samplePlatform(change);
    expect(filesOf(after)).not.toEqual(filesOf(before));
    expect(templateOf('1.0.0', after, 'shop')).not.toBe(templateOf('1.0.0', before, 'shop'));
  });

  it.each([
    ['capacity', { rest: 'capacity: {pods: 7}' }],
    ['a rule of policy', { shop: 'policy: {ttl: 3d, drafts: deploy, images: tag}' }],
    ['where it is reached', { rest: 'probe: {connect: "a:1"}' }],
  ])('is the same with another %s, because they do not', (_, change) => {
    const after = samplePlatform(change);
    expect(filesOf(after)).toEqual(filesOf(before));
    expect(templateOf('1.0.0', after, 'shop')).toBe(templateOf('1.0.0', before, 'shop'));
  });

  it('is another one in another release', () => {
    expect(templateOf('1.0.0', before, 'shop')).toMatch(/^1\.0\.0\+[0-9a-f]{8}$/);
    expect(templateOf('1.0.1', before, 'shop')).not.toBe(templateOf('1.0.0', before, 'shop'));
  });
});
