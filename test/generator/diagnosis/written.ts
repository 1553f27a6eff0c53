import { given, readRecording, reworded, type Given } from './recorded.ts';

/** The absent image with other words of the registry or the runtime. */
function image(said: string): () => Given {
  return () => {
    const recorded = readRecording('image-absent');
    const name = 'ghcr.io/acme/missing:3f2a1b0c4d5e6f708192a3b4c5d6e7f8091a2b3c';
    const message = `Back-off pulling image "${name}": ErrImagePull: ${said}`;
    const text = JSON.stringify(recorded, (key, value: unknown) =>
      key === 'message' && String(value).includes('ErrImagePull') ? message : value,
    );
    return given(JSON.parse(text) as typeof recorded);
  };
}

const pull =
  'failed to pull and unpack image "ghcr.io/acme/missing:1": failed to resolve reference';

/** Cases that no test bed shows, from texts that containerd, the kubelet, External Secrets and Argo CD write. */
export const written: Readonly<Record<string, () => Given>> = {
  'image: unauthorized': image(
    `${pull} "ghcr.io/acme/missing:1": failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=repository%3Aacme%2Fmissing%3Apull&service=ghcr.io: 401 Unauthorized`,
  ),
  'image: denied': image(
    `${pull} "docker.io/acme/missing:1": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
  ),
  'image: no such host': image(
    `${pull} "registry.acme.internal/shop:1": failed to do request: Head "https://registry.acme.internal/v2/shop/manifests/1": dial tcp: lookup registry.acme.internal on 10.0.0.2:53: no such host`,
  ),
  'image: too many requests': image(
    `${pull} "docker.io/acme/missing:1": unexpected status from HEAD request to https://registry-1.docker.io/v2/acme/missing/manifests/1: 429 Too Many Requests`,
  ),
  'image: registry down': image(
    `${pull} "ghcr.io/acme/missing:1": failed to do request: Head "https://ghcr.io/v2/acme/missing/manifests/1": dial tcp 140.82.121.33:443: i/o timeout`,
  ),
  'image: of another platform': image(
    'failed to pull and unpack image "ghcr.io/acme/missing:1": no match for platform in manifest: not found',
  ),
  'image: its node is full': image(
    'failed to pull and unpack image "ghcr.io/acme/missing:1": failed to extract layer sha256:1234: write /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs: no space left on device',
  ),
  'secret: its store has none': () => {
    const recorded = readRecording('secret-missing');
    const condition = {
      ...{ type: 'Ready', status: 'False', reason: 'SecretSyncedError' },
      message: 'could not get secret data from provider: Secret does not exist',
    };
    const externalSecrets = [
      { metadata: { name: 'project-shop-env' }, status: { conditions: [condition] } },
    ];
    return given({ ...recorded, externalSecrets });
  },
  'secret: not served any more': () => {
    const recorded = readRecording('healthy');
    const condition = {
      ...{ type: 'Ready', status: 'False', reason: 'SecretSyncedError' },
      message: 'could not get provider client: store is not ready',
    };
    const externalSecrets = [
      { metadata: { name: 'project-shop-env' }, status: { conditions: [condition] } },
    ];
    const config = `${recorded.config}envFrom: [{secretRef: {name: shop-env}}]\n`;
    return given({ ...recorded, config, externalSecrets });
  },
  'sync: the namespace is going': () =>
    given({
      ...readRecording('healthy'),
      syncFailure:
        'one or more objects failed to apply, reason: services "app" is forbidden: unable to create new content in namespace shop-pr-7 because it is being terminated',
    }),
  'app: its volume is not mounted': () => {
    const recorded = readRecording('image-absent');
    const text = JSON.stringify(recorded, (key, value: unknown) =>
      key === 'waiting' ? { reason: 'ContainerCreating' } : value,
    );
    const changed = JSON.parse(text) as typeof recorded;
    const [pod] = given(changed).evidence.pods;
    const event = {
      ...{ reason: 'FailedMount', count: 4, lastTimestamp: changed.at },
      message: 'MountVolume.SetUp failed for volume "init" : configmap "postgresql-init" not found',
      involvedObject: { kind: 'Pod', name: pod?.metadata.name },
    };
    return given({ ...changed, events: [event] });
  },
  'app: of several services': () =>
    given({
      ...reworded('wrong-port', [
        ['"app.kubernetes.io/name":"app"', '"app.kubernetes.io/name":"web"'],
      ]),
      config: 'projectId: shop\nservices: {web: {}, jobs: {route: none}}\n',
    }),
};
