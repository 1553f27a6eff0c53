import { runScenario, SCENARIOS } from '../support/argocd-scenarios.ts';
import { createScenarioWorld } from './scenario-world.ts';

describe('Argo CD in the simulation', () => {
  it.each(SCENARIOS)('$name', async (scenario) => {
    await runScenario(scenario, createScenarioWorld());
  });
});
