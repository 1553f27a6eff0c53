import type { EnvironmentRecord } from '../../apps/environment/record.ts';

/** What the cluster and Argo CD hold of the environment of pull request 1. */
export type Seen = {
  readonly application: boolean;
  readonly namespace: 'present' | 'terminating' | 'absent';
  /** The content of the manifests that were applied last and are there. */
  readonly content: string | undefined;
  /** Its last sync failed, and Argo CD has given up. */
  readonly failed: boolean;
};

/** What scenarios do to a world with an Argo CD, a model or a real one, and see of it. */
export type ScenarioWorld = {
  /** Writes record 1 and, for one that is active, manifests of this content; `undefined`: removes both. */
  write(record: Partial<EnvironmentRecord> | undefined, content?: string): Promise<void>;
  /** Writes record 9 so that nobody can read it, or removes it again. */
  spoilAnother(spoiled: boolean): Promise<void>;
  /** Opens or closes pull request 1. */
  open(): Promise<void>;
  close(): Promise<void>;
  /** Whether GitHub answers Argo CD. */
  github(answers: boolean): Promise<void>;
  /** Whether the cluster takes what is synced. */
  syncs(succeed: boolean): Promise<void>;
  /** What a webhook does at both receivers of Argo CD. */
  wake(): Promise<void>;
  seen(): Promise<Seen>;
  /** Lets so much time pass. */
  pass(seconds: number): Promise<void>;
  /** Seconds since it began. */
  elapsed(): number;
};

type Step = {
  readonly act: (world: ScenarioWorld) => Promise<void>;
  /** What is seen then, … */
  readonly sees: Partial<Seen>;
  /** … at the latest after so many seconds … */
  readonly within: number;
  /** … and for so many. */
  readonly stays?: number;
};

export type Scenario = { readonly name: string; readonly steps: readonly Step[] };

const NOTHING: Seen = {
  application: false,
  namespace: 'absent',
  content: undefined,
  failed: false,
};
const LIVE: Seen = { application: true, namespace: 'present', content: 'one', failed: false };
/** Longer than from one poll (240 s) to the next and the removal after it. */
const POLLED = 300;
/** Longer than Argo CD's pause after an error (180 s) and a removal. */
const THAWED = 240;
/** Longer than five attempts (5, 10, 20, 40 and 60 s apart). */
const GIVEN_UP = 260;
const SOON = 30;

const TOMBSTONE: Partial<EnvironmentRecord> = {
  state: 'destroying',
  cause: { reason: 'closed', since: '2026-01-05T08:00:00Z', by: 'github' },
};

const opened: Step = {
  async act(world) {
    await world.write({}, 'one');
    await world.open();
    await world.wake();
  },
  sees: LIVE,
  within: SOON,
};

/** A step of several acts, of which the last wakes Argo CD. */
const woken =
  (...acts: ((world: ScenarioWorld) => Promise<void>)[]): Step['act'] =>
  async (world) => {
    for (const act of acts) await act(world);
    await world.wake();
  };

/**
 * What Argo CD does with ApplicationSets and Applications such as ours. The simulation runs them on its model,
 * the end-to-end tests on a real Argo CD: what the model claims is what the real one was seen to do.
 */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'an Application is there as long as both are: a record and an open pull request',
    steps: [
      { act: woken((world) => world.open()), sees: NOTHING, within: 0, stays: 8 },
      { act: woken((world) => world.write({}, 'one')), sees: LIVE, within: SOON },
      { act: woken((world) => world.write({}, 'two')), sees: { content: 'two' }, within: SOON },
      { act: woken((world) => world.write(undefined)), sees: NOTHING, within: SOON },
    ],
  },
  {
    name: 'a record alone makes nothing',
    steps: [{ act: woken((world) => world.write({}, 'one')), sees: NOTHING, within: 0, stays: 8 }],
  },
  {
    name: 'what was closed goes with everything, its record still there, and without a webhook',
    steps: [opened, { act: (world) => world.close(), sees: NOTHING, within: POLLED }],
  },
  {
    name: 'while GitHub does not answer everything is kept; after an error it is asked when its pause is over',
    steps: [
      opened,
      {
        act: woken(
          (world) => world.github(false),
          (world) => world.close(),
        ),
        sees: LIVE,
        within: 0,
        stays: 15,
      },
      { act: (world) => world.github(true), sees: NOTHING, within: THAWED },
    ],
  },
  {
    name: 'a tombstone empties its environment although GitHub does not answer; the Application goes when it does',
    steps: [
      opened,
      {
        act: woken(
          (world) => world.github(false),
          (world) => world.write(TOMBSTONE),
        ),
        sees: { ...NOTHING, application: true },
        within: SOON,
      },
      { act: (world) => world.github(true), sees: NOTHING, within: THAWED },
    ],
  },
  {
    name: 'what is preserved outlives its pull request, and goes with its record',
    steps: [
      opened,
      {
        act: woken(
          (world) => world.write({ keep: 'preserved' }, 'one'),
          (world) => world.close(),
        ),
        sees: LIVE,
        within: 0,
        stays: 15,
      },
      { act: woken((world) => world.write(undefined)), sees: NOTHING, within: SOON },
    ],
  },
  {
    name: 'one record that nobody can read stops everything, until it is gone',
    steps: [
      opened,
      {
        act: woken(
          (world) => world.spoilAnother(true),
          (world) => world.close(),
        ),
        sees: LIVE,
        within: 0,
        stays: 15,
      },
      { act: woken((world) => world.spoilAnother(false)), sees: NOTHING, within: THAWED },
    ],
  },
  {
    name: 'what is wanted again while its namespace terminates is made again',
    steps: [
      opened,
      {
        act: woken((world) => world.write(TOMBSTONE)),
        sees: { namespace: 'terminating' },
        within: SOON,
      },
      { act: woken((world) => world.write({}, 'one')), sees: LIVE, within: 60 },
    ],
  },
  {
    name: 'a sync that failed is never tried again, but what was changed is',
    steps: [
      opened,
      {
        act: woken(
          (world) => world.syncs(false),
          (world) => world.write({}, 'two'),
        ),
        sees: { ...LIVE, failed: true },
        within: GIVEN_UP,
      },
      {
        act: woken((world) => world.syncs(true)),
        sees: { ...LIVE, failed: true },
        within: 0,
        stays: 15,
      },
      {
        act: woken((world) => world.write({}, 'three')),
        sees: { ...LIVE, content: 'three' },
        within: SOON,
      },
    ],
  },
];

/** Runs a scenario; throws at the first step after which something else is seen. */
export async function runScenario({ name, steps }: Scenario, world: ScenarioWorld): Promise<void> {
  for (const [at, { act, sees, within, stays = 0 }] of steps.entries()) {
    await act(world);
    const late = world.elapsed() + within;
    let seen = await world.seen();
    while (!fits(seen, sees) && world.elapsed() < late) {
      await world.pass(0.2);
      seen = await world.seen();
    }
    const end = world.elapsed() + stays;
    while (fits(seen, sees) && world.elapsed() < end) {
      await world.pass(0.2);
      seen = await world.seen();
    }
    if (fits(seen, sees)) continue;
    throw new Error(
      `${name}, step ${at + 1}: expected ${JSON.stringify(sees)} within ${within} s${stays ? ` and for ${stays} s` : ''}, seen ${JSON.stringify(seen)}`,
    );
  }
}

const fits = (seen: Seen, wanted: Partial<Seen>) =>
  (Object.keys(wanted) as (keyof Seen)[]).every((key) => seen[key] === wanted[key]);
