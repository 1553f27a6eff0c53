import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTraffic } from '../../../generator/traffic/prometheus.ts';

function hasPromtool(): boolean {
  try {
    execFileSync('promtool', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The two expressions Prometheus is asked for: whether it watched, and how many requests there were. */
async function expressions(): Promise<readonly [string, string]> {
  const asked: string[] = [];
  const answer = {
    status: 'success',
    data: { resultType: 'vector', result: [{ value: [1, '1'] }] },
  };
  const traffic = createTraffic({
    url: () => 'http://prometheus.example',
    fetch: (address) => {
      asked.push(new URL(address as string).searchParams.get('query') ?? '');
      return Promise.resolve(new Response(JSON.stringify(answer)));
    },
  });
  await traffic.requestsWithin('shop-pr-7', 2 * 3_600_000);
  return asked as unknown as readonly [string, string];
}

type Row = {
  readonly is: string;
  readonly series: Readonly<Record<string, string>>;
  readonly watched: boolean;
  /** Whether there were requests within two hours, four hours after the first sample. */
  readonly busy: boolean;
};

const traefik = { traefik_config_reloads_total: '1+0x240' };
const counter = (service: string) =>
  `traefik_service_requests_total{service="${service}@kubernetes"}`;
const ROWS: readonly Row[] = [
  { is: 'nobody ever asked', series: traefik, watched: true, busy: false },
  {
    is: 'somebody asked three hours ago',
    series: { ...traefik, [counter('shop-pr-7-app-http')]: '0+0x50 5+0x189' },
    ...{ watched: true, busy: false },
  },
  {
    is: 'somebody asked an hour ago',
    series: { ...traefik, [counter('shop-pr-7-app-http')]: '5+0x180 6+0x60' },
    ...{ watched: true, busy: true },
  },
  {
    is: 'the first who asked did so an hour ago: the counter is new',
    series: { ...traefik, [counter('shop-pr-7-api-http')]: '_x180 1+0x60' },
    ...{ watched: true, busy: true },
  },
  {
    is: 'neighbours were asked',
    series: {
      ...traefik,
      [counter('shop-pr-70-app-http')]: '0+1x240',
      [counter('my-shop-pr-7-app-http')]: '0+1x240',
    },
    ...{ watched: true, busy: false },
  },
  {
    is: 'Traefik is watched for an hour only',
    series: { traefik_config_reloads_total: '_x180 1+0x60' },
    ...{ watched: false, busy: false },
  },
  {
    is: 'Traefik is not watched any more',
    series: { traefik_config_reloads_total: '1+0x180' },
    ...{ watched: false, busy: false },
  },
];

it('promtool can be run where it is required', () => {
  expect(process.env.PROMTOOL !== 'required' || hasPromtool()).toBe(true);
});

// promtool is of Debian's package prometheus.
(hasPromtool() ? describe : describe.skip)(
  'the expressions, as Prometheus itself reads them',
  () => {
    it.each(ROWS)('$is', async ({ series, watched, busy }) => {
      const [evidence, requests] = await expressions();
      const one = (expr: string, present: boolean) => ({
        ...{ expr, eval_time: '240m' },
        exp_samples: present ? [{ labels: '{}', value: 1 }] : [],
      });
      const file = {
        evaluation_interval: '1m',
        tests: [
          {
            interval: '1m',
            input_series: Object.entries(series).map(([name, values]) => ({
              series: name,
              values,
            })),
            promql_expr_test: [
              one(`(${evidence}) > bool 0`, watched),
              {
                ...one(`(${requests}) > bool 0`, true),
                exp_samples: [{ labels: '{}', value: busy ? 1 : 0 }],
              },
            ],
          },
        ],
      };
      const directory = await mkdtemp(join(tmpdir(), 'promql-'));
      try {
        const path = join(directory, 'test.yaml');
        await writeFile(path, JSON.stringify(file));
        await promisify(execFile)('promtool', ['test', 'rules', path]);
      } catch (error) {
        throw new Error(String((error as { stderr?: string }).stderr), { cause: error });
      } finally {
        await rm(directory, { recursive: true });
      }
    });
  },
);
