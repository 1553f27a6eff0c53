import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTraffic } from '../../generator/traffic/prometheus.ts';
import { STATUS_MARKER } from '../../generator/web/status/marker.ts';
import { readBed } from './support/bed.ts';
import { connectCluster, type Pod } from './support/cluster.ts';
import { createImages } from './support/images.ts';
import { say } from './support/measure.ts';
import { DOMAIN } from './support/platform.ts';
import { describeWithTraefik } from './support/traefik.ts';
import { startTraefikWorld, type TraefikWorld } from './support/traefik-cluster.ts';
import { twoServices, type TwoServices } from './support/traefik-environment.ts';
import { startPrometheus } from './support/traefik-prometheus.ts';
import { answererOf, watch, type Answerer, type Watch } from './support/traefik-watch.ts';
import { until } from './support/wait.ts';

const PROJECT = 'e2e-traefik';
const HEALTH = '/health';
const IDLE_MS = 10_000;

/** It runs, and the kubelet does not find it ready. */
const runsUnready = ({ status }: Pod) =>
  status?.phase === 'Running' &&
  status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'False');

describeWithTraefik('hosts of previews, by the Traefik of the platform', () => {
  const sha = createHash('sha1').update(randomBytes(8)).digest('hex');
  let world: TraefikWorld;
  let prometheus: Awaited<ReturnType<typeof startPrometheus>>;
  let environment: TwoServices;
  const watches: Watch[] = [];

  beforeAll(async () => {
    const images = createImages(process.env.TESTBED);
    await images.app(`ghcr.io/acme/${PROJECT}:${sha}`, sha);
    const { kubeconfig } = readBed(process.env);
    const cluster = connectCluster(kubeconfig);
    environment = twoServices(cluster, { kubeconfig, project: PROJECT, number: '7', sha });
    await environment.remove();
    world = await startTraefikWorld(kubeconfig);
    prometheus = await startPrometheus(world.traefik.metrics);
  }, 300_000);
  afterAll(async () => {
    for (const one of watches) await one.stop();
    await environment?.remove();
    await prometheus?.stop();
    await world?.stop();
  }, 300_000);

  const visited = async (host: string) => answererOf(await world.traefik.visit(host, HEALTH));
  const answeredBy = (who: Answerer, host: string) =>
    until(`the ${who} answers at ${host}`, async () => (await visited(host)) === who, {
      seconds: 10,
      explain: () => visited(host),
    });
  const requests = (id = environment.id) =>
    createTraffic({ url: () => prometheus.url, fetch }).requestsWithin(id, IDLE_MS);
  /** Makes a change, and tells how soon visitors are answered by another; answers who else answered meanwhile. */
  async function handOver(
    what: string,
    to: 'app' | 'status page',
    change: () => Promise<unknown>,
  ): Promise<Answerer[]> {
    const [watching] = watches;
    if (!watching) throw new Error('nobody watches');
    expect(await visited(environment.host)).not.toBe(to);
    const begun = Date.now();
    const changing = change().then(() => Date.now());
    const at = await watching.next(to, 60);
    const [changed, answers] = [await changing, await watching.since(begun)];
    const seconds = (ms: number) => (ms / 1000).toFixed(1);
    const neither = answers.filter((who) => who === 'neither').length;
    say(
      `${seconds(at - begun).padStart(6)} s  ${what} → the ${to}, ${seconds(at - changed)} s after it was seen; ` +
        `of ${answers.length} visitors ${neither} were answered by neither`,
    );
    return answers;
  }

  it('without an environment: the status page, which is told the host', async () => {
    const answer = await world.traefik.visit(environment.host, '/some/path');
    expect(answer.headers[STATUS_MARKER]).toBe('unknown');
    expect(JSON.parse(answer.body)).toMatchObject({ id: environment.id, state: 'unknown' });
    expect(await visited(environment.apiHost)).toBe('status page');
    const nobody = await world.traefik.visit(`nobody.${DOMAIN}`);
    expect([answererOf(nobody), nobody.status]).toEqual(['status page', 404]);
  });

  it.each(['previews.ops.example.com', DOMAIN, `deeper.e2e-traefik-pr-7.${DOMAIN}`])(
    '%s, which is no host of a preview: Traefik’s own answer',
    async (host) => {
      const { status, headers } = await world.traefik.visit(host, '/', 'any');
      expect([status, headers[STATUS_MARKER]]).toEqual([404, undefined]);
    },
  );

  it('opened: its hosts lead to its app and to its further service', async () => {
    const { host, apiHost } = environment;
    watches.push(watch(world.traefik, host, HEALTH));
    await handOver('applied, until available', 'app', async () => {
      await environment.apply();
      await environment.scale(1);
    });
    await answeredBy('app', apiHost);
    expect(JSON.parse((await world.traefik.visit(host, HEALTH)).body)).toEqual({ healthy: true });
  });

  it('scaled to nothing: the status page; one replica again: the app, and no answer of another', async () => {
    const { scale } = environment;
    await handOver('no replicas, until none is there', 'status page', () => scale(0));
    await answeredBy('status page', environment.apiHost);
    const back = await handOver('one replica, until available', 'app', () => scale(1));
    expect(back).not.toContain('neither');
  });

  it('its pod runs and is not ready: the status page', async () => {
    const { id, host, apply, breakReadiness, scale } = environment;
    const pods = () => world.cluster.pods(id);
    await handOver('another pod, which is never ready', 'status page', breakReadiness);
    await until('it runs', async () => (await pods()).some(runsUnready), {
      seconds: 60,
      explain: async () => JSON.stringify(await pods()),
    });
    expect(await visited(host)).toBe('status page');
    const back = await handOver('mended, until available', 'app', async () => {
      await apply();
      await scale(1);
    });
    expect(back).not.toContain('neither');
  });

  it('asleep, so without a route: the status page at once', async () => {
    const asleep = await handOver('routes gone', 'status page', environment.removeRoutes);
    const awake = await handOver('routes back', 'app', environment.apply);
    expect([...asleep, ...awake]).not.toContain('neither');
  });

  it('Prometheus tells of its requests, and of none once nobody asks', async () => {
    const known = async (fits: (requests: number) => boolean) => {
      const answer = await requests();
      return answer.kind === 'known' && fits(answer.requests) && answer;
    };
    const patience = { seconds: 60, explain: async () => JSON.stringify(await requests()) };
    await until('requests are seen', () => known((count) => count > 1), patience);
    expect(await requests(`${PROJECT}-pr-70`)).toEqual({ kind: 'known', requests: 0 });
    await watches.pop()?.stop();
    const begun = Date.now();
    await until('none are seen', () => known((count) => count === 0), patience);
    const seconds = ((Date.now() - begun) / 1000).toFixed(1);
    say(`${seconds.padStart(6)} s  the last request → none within ${IDLE_MS / 1000} s`);
    await world.traefik.visit(environment.host, HEALTH);
    await until('one is seen', () => known((count) => count > 0), patience);
    await until('none are seen again', () => known((count) => count === 0), patience);
  });

  it('Traefik forgets its counters with its last pod, and what begins anew is no request', async () => {
    const counted = async () =>
      (await (await fetch(`http://${world.traefik.metrics}/metrics`)).text())
        .split('\n')
        .filter((line) => line.startsWith(`traefik_service_requests_total{`))
        .filter((line) => line.includes(`service="${environment.id}-`));
    expect(await counted()).not.toEqual([]);
    await environment.scale(0);
    await until('it has no counter', async () => (await counted()).length === 0, {
      seconds: 30,
      explain: async () => (await counted()).join('\n'),
    });
    await environment.scale(1);
    await sleep(IDLE_MS);
    expect(await requests()).toEqual({ kind: 'known', requests: 0 });
  });
});
