import { parse } from 'yaml';
import { amountOf, minus, timesWithin } from '../../../apps/capacity/amount.ts';
import {
  budgetOf,
  environmentsWithin,
  overcommitted,
  type Budget,
} from '../../../apps/capacity/budget.ts';
import { calculationOf, exampleSizes } from '../../../apps/capacity/document.ts';
import { ARGO_CD, platformRequests } from '../../../apps/capacity/platform-requests.ts';
import { BOUND, boundText, capacityReport } from '../../../apps/capacity/report.ts';
import { RESERVED } from '../../../apps/capacity/reserve.ts';
import { parsePlatform, type Platform } from '../../../apps/platform/config.ts';
import { PROFILES } from '../../../apps/platform/profiles.ts';
import { sizeOf } from '../../../apps/platform/components/sizes.ts';
import { readText } from '../../support/source-tree.ts';

function platform(change: (text: string) => string = (text) => text): Platform {
  const parsed = parsePlatform(change(readText('gitops-repo/platform.yaml')));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}
const example = platform();
const settings = example.components!;
const sizes = exampleSizes(example, {
  usual: readText('docs/examples/k8s-ee.yaml'),
  full: readText('docs/examples/full.k8s-ee.yaml'),
});
const [alone, usual, full] = sizes as [(typeof sizes)[0], (typeof sizes)[0], (typeof sizes)[0]];

const budgetFor = (profile: 'lean' | 'standard'): Budget => {
  const { server: _own, ...rest } = settings;
  return budgetOf({ ...rest, profile }, platformRequests({ ...rest, profile }));
};

describe.each(['lean', 'standard'] as const)('the profile %s', (profile) => {
  const { capacity } = PROFILES[profile];
  const budget = budgetFor(profile);

  it('promises environments no more than what is left, with every component switched on', () => {
    expect(overcommitted(capacity, budget)).toEqual([]);
  });

  it('leaves little of it unused', () => {
    const left = minus(budget.left, amountOf(capacity));
    expect(left.cpu).toBeLessThan(400);
    expect(left.memory / 2 ** 30).toBeLessThan(3);
  });

  it(`runs ${BOUND.environments} usual environments at once`, () => {
    expect(environmentsWithin(capacity, usual)).toBeGreaterThanOrEqual(BOUND.environments);
  });

  it('fits the largest environment that policy allows by default', () => {
    expect(timesWithin(amountOf(capacity), full.amount)).toBeGreaterThanOrEqual(1);
  });
});

describe('the calculation', () => {
  it('finds a capacity that is too large, by its parts', () => {
    const { capacity } = PROFILES.lean;
    const more = { ...capacity, memory: '5Gi', pods: 200 };
    expect(overcommitted(more, budgetFor('lean'))).toEqual(['memory', 'pods']);
  });

  it('adds up', () => {
    const { server, reserved, platform: parts, left } = budgetFor('lean');
    const sum = [...reserved, ...parts].reduce((rest, { amount }) => minus(rest, amount), server);
    expect(left).toEqual(sum);
  });

  it('leaves out what is switched off, and counts runners', () => {
    const names = (change: Partial<typeof settings>) =>
      platformRequests({ ...settings, ...change }).map(({ name }) => name);
    expect(names({ monitoring: false, logs: false })).not.toEqual(
      expect.arrayContaining(['Grafana', 'Loki and Alloy']),
    );
    const runners = { url: 'https://github.com/acme', max: 3 };
    const [item] = platformRequests({ ...settings, runners }).slice(-1);
    expect(item?.name).toBe('runners (3 at once)');
    const runner = Math.round(3 * amountOf(sizeOf(settings, 'runner')).memory);
    expect(item?.amount.memory).toBeGreaterThan(runner);
  });

  it('counts every container that a chart is given a size for', () => {
    const text = readText('apps/platform/components/sizes.ts');
    const lean = /const lean = \{(.*?)\n\} as const/s.exec(text)?.[1] ?? '';
    const containers = [...lean.matchAll(/^ {2}(\w+): size\(/gm)].map(([, name]) => name);
    expect(containers.length).toBeGreaterThan(20);
    const counted = readText('apps/capacity/platform-requests.ts');
    for (const name of containers) expect(counted).toContain(`'${name}'`);
  });

  it('takes Argo CD’s sizes from its values', () => {
    const values = parse(readText('argocd/values.yaml')) as Record<
      string,
      { resources?: { requests: { cpu: string; memory: string } } } | undefined
    >;
    const given = Object.entries(values).flatMap(([name, part]) =>
      part?.resources ? [[name, part.resources.requests] as const] : [],
    );
    expect(Object.fromEntries(given)).toEqual(ARGO_CD);
  });

  it('reserves what the kubelet of k3s is told to', () => {
    const { 'kubelet-arg': given } = parse(readText('argocd/k3s/config.yaml')) as {
      'kubelet-arg': string[];
    };
    const text = ({ cpu, memory }: { cpu: string; memory: string }) =>
      `cpu=${cpu},memory=${memory}`;
    expect(given).toEqual(
      expect.arrayContaining([
        expect.stringMatching(new RegExp(`^kube-reserved=${text(RESERVED.kube)}`)),
        expect.stringMatching(new RegExp(`^system-reserved=${text(RESERVED.system)}`)),
        expect.stringMatching(
          new RegExp(`^eviction-hard=memory.available<${RESERVED.eviction.memory}`),
        ),
      ]),
    );
  });

  it('measures environments by rendering them', () => {
    expect(alone.amount).toEqual(amountOf({ cpu: '200m', memory: '512Mi' }));
    expect(usual.amount.memory).toBeGreaterThan(alone.amount.memory);
    expect(usual.amount.storage).toBeGreaterThan(0);
    expect(full.pods).toBeGreaterThan(8);
  });

  it('divides the price by how many fit', () => {
    const priced = platform((text) =>
      text.replace(/# server: \{.*/, 'server: { monthlyPrice: 18 }'),
    );
    const calculation = calculationOf(priced, undefined);
    const lines = capacityReport(calculation, sizes).join('\n');
    expect(lines).toMatch(/App and PostgreSQL +\|.*\*\*6\*\* +\| \$3 /);
    expect(boundText(calculation, usual)).toBe(
      '6 of "App and PostgreSQL" run at once for $18 a month: at least 5 for less than $120.',
    );
    expect(boundText(calculationOf(priced, 130), usual)).toContain('more than the $120');
    expect(
      boundText({ ...calculation, capacity: { ...calculation.capacity, memory: '1Gi' } }, usual),
    ).toMatch(/^Only 1 of/);
  });

  it('is done for the server that platform.yaml names', () => {
    const larger = platform((text) =>
      text.replace(/# server: \{.*/, "server: { cpu: '8', memory: 32Gi }"),
    );
    const { server } = calculationOf(larger, undefined).budget;
    expect(server).toMatchObject({ cpu: 8000, memory: 32 * 2 ** 30 });
  });

  it('says so where a platform is somebody else’s', () => {
    const without = { ...example };
    delete (without as { components?: unknown }).components;
    expect(() => calculationOf(without, 15)).toThrow('has no "platform"');
  });
});
