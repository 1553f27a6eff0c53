import { App } from 'cdk8s';
import { formatProblem } from '../problems.ts';
import { componentsChart, projectChart, rootChart } from './chart.ts';
import { readPlatformOf } from './synth/synth.ts';

/** The app of cdk8s.yaml: the example's platform, for `cdk8s synth` into a throw-away directory. */
const parsed = await readPlatformOf('gitops-repo');
if (parsed.ok) {
  const app = new App();
  rootChart(app, parsed.value);
  for (const project of parsed.value.projects) projectChart(app, parsed.value, project);
  if (parsed.value.components) componentsChart(app, parsed.value);
  app.synth();
} else {
  const lines = parsed.problems.map((problem) => `platform.yaml: ${formatProblem(problem)}\n`);
  process.stderr.write(lines.join(''));
  process.exitCode = 1;
}
