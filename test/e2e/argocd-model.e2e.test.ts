import { runScenario, SCENARIOS, type Scenario } from '../support/argocd-scenarios.ts';
import { describeWithoutPods } from './support/bed.ts';
import { scenarioWorldOf } from './support/scenario-world.ts';
import { startWorld } from './support/world.ts';

/** As many worlds at once as the machine bears; most of the time all of them wait. */
const BESIDE = 5;

describeWithoutPods('what the model of the simulation claims of Argo CD', () => {
  // What waits longest begins first.
  const scenarios = [...SCENARIOS].sort((a, b) => patience(b) - patience(a));
  let outcomes: Promise<void>[];

  beforeAll(() => {
    outcomes = runBeside(scenarios.map((scenario, at) => () => run(scenario, at)));
  });

  it.each(scenarios.map(({ name }, at) => ({ name, at })))(
    '$name',
    async ({ at }) => {
      await outcomes[at];
    },
    1_200_000,
  );
});

function patience({ steps }: Scenario): number {
  return steps.reduce((sum, { within, stays = 0 }) => sum + within + stays, 0);
}

async function run(scenario: Scenario, at: number): Promise<void> {
  const project = `e2e-model-${at + 1}`;
  const world = await startWorld({ project, files: {}, generator: false });
  try {
    await runScenario(scenario, scenarioWorldOf(world));
  } finally {
    world.github.heal();
    await world.stop();
  }
}

/** Starts all in order, some beside each other; a promise each. */
function runBeside(all: readonly (() => Promise<void>)[]): Promise<void>[] {
  const running: Promise<unknown>[] = Array.from({ length: BESIDE }, () => Promise.resolve());
  return all.map((start, at) => {
    const outcome = (running[at % BESIDE] ?? Promise.resolve()).then(start);
    running[at % BESIDE] = outcome.catch(() => undefined);
    return outcome;
  });
}
