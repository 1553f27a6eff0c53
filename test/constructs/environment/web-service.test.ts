import fc from 'fast-check';
import { containerSize } from '../../../constructs/environment/container-size.ts';
import { sizes } from '../../../constructs/environment/sizes.ts';
import {
  literal,
  WebService,
  type WebServiceProps,
} from '../../../constructs/environment/web-service.ts';
import { only, render, type Container } from './rendered.ts';

const smallest: WebServiceProps = {
  name: 'app',
  image: 'registry.example/acme/shop:1',
  port: 3000,
  healthPath: '/health',
  size: sizes.app,
  variables: [],
};
const waiting = {
  name: 'wait',
  image: 'registry.example/wait:1',
  resources: containerSize(sizes.waiting),
};

const service = (change: Partial<WebServiceProps> = {}) =>
  render((chart) => new WebService(chart, 'service', { ...smallest, ...change }));
const deployment = (change: Partial<WebServiceProps> = {}) =>
  only(service(change), 'Deployment').spec;
const podSpec = (change: Partial<WebServiceProps> = {}) => deployment(change).template.spec;
const container = (change: Partial<WebServiceProps> = {}) =>
  podSpec(change).containers[0] as Container;

describe('the pod', () => {
  it('has no privileges, no account and no neighbours in its variables', () => {
    const { containers, volumes, ...pod } = podSpec();
    expect(pod).toEqual({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 10,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 1001,
        runAsGroup: 1001,
        fsGroup: 1001,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
    });
    expect(containers).toHaveLength(1);
    expect(volumes).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '256Mi' } }]);
  });

  it('can write to /tmp and nowhere else, and gain nothing', () => {
    expect(container()).toMatchObject({
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
    });
  });

  it('runs the image, pulled once, within its size', () => {
    expect(container()).toMatchObject({
      name: 'app',
      image: smallest.image,
      imagePullPolicy: 'IfNotPresent',
      ports: [{ name: 'http', containerPort: 3000, protocol: 'TCP' }],
      resources: {
        requests: { cpu: '100m', memory: '256Mi' },
        limits: { cpu: '500m', memory: '512Mi' },
      },
    });
  });

  it('is asked at its health path, by the name of its port', () => {
    const httpGet = { path: '/health', port: 'http' };
    expect(container()).toMatchObject({
      startupProbe: {
        httpGet,
        initialDelaySeconds: 5,
        periodSeconds: 2,
        failureThreshold: 60,
        timeoutSeconds: 3,
      },
      readinessProbe: { httpGet, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3 },
      livenessProbe: { httpGet, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    });
  });

  it('is told its port, and then what else it shall know, in that order', () => {
    expect(container().env).toEqual([{ name: 'PORT', value: '3000' }]);
    const variables = [
      { name: 'PGPASSWORD', valueFrom: { secretKeyRef: { name: 's', key: 'password' } } },
      { name: 'DATABASE_URL', value: 'postgresql://app:$(PGPASSWORD)@postgresql:5432/app' },
    ];
    expect(container({ port: 8080, variables }).env).toEqual([
      { name: 'PORT', value: '8080' },
      ...variables,
    ]);
  });

  it('starts after what must succeed before it', () => {
    expect('initContainers' in podSpec()).toBe(false);
    expect('initContainers' in podSpec({ waiting: [] })).toBe(false);
    expect(podSpec({ waiting: [waiting] }).initContainers).toMatchObject([
      { name: 'wait', image: 'registry.example/wait:1', resources: sizes.waiting },
    ]);
  });
});

describe('the Deployment', () => {
  it('keeps the old pod until the new one serves', () => {
    expect(deployment()).toMatchObject({
      replicas: 1,
      revisionHistoryLimit: 2,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    });
  });

  it.each([undefined, 0, 120])('has failed only after pull, %p s of waiting and start', (init) => {
    const spec = deployment(init === undefined ? {} : { waitingSeconds: init });
    const { startupProbe } = spec.template.spec.containers[0];
    const start =
      startupProbe.initialDelaySeconds + startupProbe.periodSeconds * startupProbe.failureThreshold;
    expect(start).toBe(125);
    expect(spec.progressDeadlineSeconds).toBe(start + (init ?? 0) + 180);
  });

  it('and its Service choose pods by name alone, which no other label can change', () => {
    const podLabels = { 'k8s-ee/commit-sha': 'abc', 'app.kubernetes.io/name': 'stranger' };
    const selector = { 'app.kubernetes.io/name': 'app' };
    const { selector: chosen, template } = deployment({ podLabels });
    expect(chosen).toEqual({ matchLabels: selector });
    expect(template.metadata.labels).toEqual({ 'k8s-ee/commit-sha': 'abc', ...selector });
    expect(only(service(), 'Service')).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'app', labels: selector },
      spec: {
        type: 'ClusterIP',
        selector,
        ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' }],
      },
    });
  });
});

describe('what an app may ask for', () => {
  it('runs another program as another user, with more time, more room and more variables', () => {
    const change = {
      ...{ command: ['node'], args: ['server.js'], user: 2000, startSeconds: 300 },
      ...{ writableDirs: ['/app/cache', '/data'], secrets: ['project-shop'] },
    };
    expect(podSpec(change).securityContext).toMatchObject({ runAsUser: 2000, fsGroup: 2000 });
    expect(container(change)).toMatchObject({
      ...{ command: ['node'], args: ['server.js'] },
      envFrom: [{ secretRef: { name: 'project-shop' } }],
      startupProbe: { initialDelaySeconds: 5, periodSeconds: 2, failureThreshold: 148 },
      volumeMounts: [
        { name: 'tmp', mountPath: '/tmp' },
        { name: 'scratch-1', mountPath: '/app/cache' },
        { name: 'scratch-2', mountPath: '/data' },
      ],
    });
    expect((podSpec(change).volumes as { name: string }[]).map(({ name }) => name)).toEqual([
      ...['tmp', 'scratch-1', 'scratch-2'],
    ]);
    expect(deployment(change).progressDeadlineSeconds).toBe(300 + 180);
  });

  it('migrates after waiting, with the same image and variables, and is given time for it', () => {
    const variables = [{ name: 'A', value: 'b' }];
    const change = { migrate: ['npm', 'run', 'migrate'], waiting: [waiting], variables };
    const [first, migrate] = podSpec(change).initContainers;
    const { image, env, resources, securityContext, volumeMounts } = container(
      change,
    ) as Container & Record<string, unknown>;
    expect(first.name).toBe('wait');
    expect(migrate).toEqual({
      ...{ name: 'migrate', image, env, resources, securityContext, volumeMounts },
      ...{ command: ['npm', 'run', 'migrate'], imagePullPolicy: 'IfNotPresent' },
    });
    expect(deployment(change).progressDeadlineSeconds).toBe(125 + 600 + 180);
  });

  it('sleeps without pods, and is otherwise the same', () => {
    expect(deployment({ asleep: true })).toEqual({ ...deployment(), replicas: 0 });
  });
});

describe('the demand', () => {
  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('is what two pods are rendered with (waiting: %p, migrating: %p)', (waits, migrates) => {
    const change = {
      ...(migrates && { migrate: ['migrate'] }),
      waiting: waits ? [waiting] : [],
    };
    const pod = podSpec(change);
    const sizesOf = (containers: readonly Container[] = []) =>
      containers.map(({ resources }) => resources);
    expect(WebService.demand({ ...smallest, ...change }, waits)).toEqual({
      count: 2,
      containers: sizesOf(pod.containers),
      initContainers: sizesOf(pod.initContainers),
      storage: [],
    });
  });
});

describe('literal', () => {
  /** How the kubelet replaces `$(NAME)` and `$$`. */
  const expand = (text: string) =>
    text.replace(/\$(\$|\(([^)]*)\))/g, (_, whole: string) => (whole === '$' ? '$' : 'EXPANDED'));

  it.each(['$(HOME)', '$$(HOME)', '$', '$$', 'a$(b', 'feature/$(PGPASSWORD)'])(
    'hands %j over as it is',
    (text) => {
      expect(expand(literal(text))).toBe(text);
    },
  );

  it('hands any text over as it is', () => {
    const unit = fc.oneof(fc.constantFrom('$', '(', ')', 'A'), fc.string({ maxLength: 1 }));
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 20 }), (text) => {
        expect(expand(literal(text))).toBe(text);
      }),
    );
  });
});
