import { parseAllDocuments } from 'yaml';
import { createCheck, formatViolation } from '../../../apps/environment/check/check.ts';
import { renderEnvironment } from '../../../apps/environment/render.ts';
import { samplePlatform } from '../../generator/platform-fixture.ts';
import { recordOf } from './samples.ts';

const MIDDLEWARES = 'traefik.ingress.kubernetes.io/router.middlewares';
const login =
  'opsDomain: ops.example.com\nplatform: {generator: {image: "x/y:1"}, tls: {issuer: none}, login: {organization: acme}}';

/** What Traefik asks before it lets anybody to the app, for an app that wants a middleware of its own. */
function askedFirst(platform: ReturnType<typeof samplePlatform>): unknown {
  const record = recordOf(
    `projectId: shop\napp: {port: 8080}\ningress: {annotations: {${MIDDLEWARES}: mine-free@kubernetescrd}}\n`,
  );
  const text = renderEnvironment(record, platform)
    .files.map(({ content }) => content)
    .join('---\n');
  const ingress = parseAllDocuments(text)
    .map((one) => one.toJS() as { kind: string; metadata: { annotations: object } })
    .find(({ kind }) => kind === 'Ingress');
  return new Map(Object.entries(ingress?.metadata.annotations ?? {})).get(MIDDLEWARES);
}

describe('access: team', () => {
  it('puts the login before the app, which cannot put something else there', () => {
    const team = samplePlatform({ rest: login, shop: 'policy: {access: team}' });
    expect(askedFirst(team)).toBe('k8s-ee-login-previews@kubernetescrd');
  });

  it('without it in the manifests nothing is committed', () => {
    const team = samplePlatform({ rest: login, shop: 'policy: {access: team}' });
    const record = recordOf('projectId: shop\napp: {port: 8080}\n');
    const check = createCheck();
    const checked = ({ objects }: ReturnType<typeof renderEnvironment>) =>
      check(objects, { record, platform: team }).map(formatViolation);
    expect(checked(renderEnvironment(record, team))).toEqual([]);
    expect(checked(renderEnvironment(record, samplePlatform({ rest: login })))).toEqual([
      expect.stringMatching(/^host: Ingress app, .*middlewares\]: expected k8s-ee-login-previews@/),
    ]);
  });

  it('public: nothing of the platform stands before it', () => {
    expect(askedFirst(samplePlatform({ rest: login }))).toBe('mine-free@kubernetescrd');
  });
});
