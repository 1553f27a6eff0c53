import { rmSync } from 'node:fs';
import { startDemo } from './demo.ts';

const STOP_MS = 15_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const {
  DATA_DIR: directory = '.data',
  KUBECONFIG: kubeconfig,
  DEMO_HOST: host,
  PORT,
} = process.env;
const port = Number(PORT ?? 8090);
const own: string[] = [];

const starting = startDemo({
  ...{ directory, port, host, kubeconfig, environment: process.env, say },
  onDirectory: (made) => void own.push(made),
});

// However it ends: what was started may not have been stopped then.
process.once('exit', () => {
  for (const made of own) rmSync(made, { recursive: true, force: true, maxRetries: 3 });
});

/** The second time it is not waited for. */
function stop(): void {
  process.once('SIGINT', () => process.exit(130));
  const exit = () => process.exit(0);
  void starting.then((demo) => demo.stop()).then(exit, exit);
  // Something of a start that hangs may never be there to be stopped.
  setTimeout(exit, STOP_MS).unref();
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);

starting.then(
  ({ url, gitopsUrl, generatorUrl, dashboardUrl, previewUrl, rootFile }) => {
    say(`\nOpen ${url} first: it says what to do next.`);
    say(`Dashboard:         ${dashboardUrl}`);
    say(`First preview:     ${previewUrl}${kubeconfig ? '' : ' (ready in 5 to 10 seconds)'}`);
    say(`GitOps repository: git clone -b environments ${gitopsUrl}`);
    say(`Of the generator:  ${generatorUrl}/readyz and ${generatorUrl}/metrics`);
    say('Ctrl-C ends everything.');
    if (!kubeconfig) return;
    say(`\nKUBECONFIG is set, so that cluster is asked; unset it to see a stand-in.`);
    say(`To let that cluster follow along:\n  kubectl apply -f ${rootFile}`);
    if (!host) say('Set DEMO_HOST to the address at which that cluster reaches this machine.');
  },
  (error: Error) => {
    process.stderr.write(`the demo cannot start: ${error.message}; is PORT ${port} taken?\n`);
    process.exit(1);
  },
);
