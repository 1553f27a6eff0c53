import { formatRecord } from '../../apps/environment/record.ts';
import { sampleRecord } from '../generator/gitops/sample-record.ts';
import type { ScenarioWorld } from '../support/argocd-scenarios.ts';
import { createArgoCD } from './argocd.ts';
import { createRemote } from './git.ts';
import { createSimulatedGitHub } from './github.ts';
import { createRandom } from './random.ts';
import { createReadings } from './readings.ts';
import { createTime } from './time.ts';

const ID = 'shop-pr-1';
const DIRECTORY = 'environments/shop/pr-1';
const ANOTHER = 'environments/shop/pr-9/environment.yaml';

/** The model of Argo CD, with nothing else around it. */
export function createScenarioWorld(): ScenarioWorld {
  const time = createTime();
  const remote = createRemote('domain: a.dev\n');
  const github = createSimulatedGitHub(time);
  const argocd = createArgoCD(time, createRandom(1), { remote, github, read: createReadings() });
  const { applications } = argocd.cluster((_, act) => Promise.resolve(act()));
  argocd.syncFailures = 0;

  return {
    async write(change, content = '') {
      remote.commit((tree) => {
        for (const path of tree.keys()) if (path.startsWith(DIRECTORY)) tree.delete(path);
        if (!change) return;
        const record = sampleRecord('1', change);
        tree.set(`${DIRECTORY}/environment.yaml`, formatRecord(record));
        if (record.state === 'active') tree.set(`${DIRECTORY}/manifests/app.yaml`, content);
        else tree.set(`${DIRECTORY}/manifests/.keep`, '');
      }, 'a scenario');
    },
    async spoilAnother(spoiled) {
      remote.commit((tree) => {
        if (spoiled) tree.set(ANOTHER, 'state: [acti');
        else tree.delete(ANOTHER);
      }, 'a scenario');
    },
    async open() {
      github.open({ draft: false, fork: false, file: '' });
    },
    async close() {
      github.change(1, (pull) => void (pull.state = 'closed'));
    },
    async github(answers) {
      github.down = !answers;
    },
    async syncs(succeed) {
      argocd.syncFailures = succeed ? 0 : 1;
    },
    async wake() {
      argocd.wakeSets();
      argocd.wakeApplications();
    },
    async seen() {
      const state = applications.sync(ID);
      return {
        application: argocd.applications.has(ID),
        namespace: argocd.namespaces.get(ID) ?? 'absent',
        content: argocd.content(ID)?.split('\n')[1],
        failed: state.kind === 'known' && state.failure !== undefined,
      };
    },
    pass: (seconds) => time.runUntil(time.ms() + seconds * 1_000),
    elapsed: () => time.ms() / 1_000,
  };
}
