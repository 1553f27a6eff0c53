import type { ComponentSettings } from './settings.ts';
import { resourcesOf } from './sizes.ts';

const RUNNER = 'ghcr.io/actions/actions-runner:2.334.0';
const DOCKER = 'docker:29.7.2-dind';
const HOME = '/home/runner';
const EXTERNALS = `${HOME}/externals`;

const work = { name: 'work', mountPath: `${HOME}/_work` };
const socket = { name: 'dind-sock', mountPath: '/var/run' };
const externals = { name: 'dind-externals', mountPath: EXTERNALS };

/**
 * A runner with Docker beside it, as the chart makes it with `containerMode: dind`, which leaves no way to bound and
 * pin the containers it adds.
 */
export function runnerPod(settings: ComponentSettings): object {
  return {
    // Jobs are code of pull requests.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    initContainers: [
      {
        name: 'init-dind-externals',
        image: RUNNER,
        command: ['cp', '-r', `${EXTERNALS}/.`, `${HOME}/tmpDir/`],
        resources: resourcesOf(settings, 'dockerFiles'),
        volumeMounts: [{ ...externals, mountPath: `${HOME}/tmpDir` }],
      },
      {
        name: 'dind',
        image: DOCKER,
        args: ['dockerd', '--host=unix:///var/run/docker.sock', '--group=$(DOCKER_GROUP_GID)'],
        env: [{ name: 'DOCKER_GROUP_GID', value: '123' }],
        securityContext: { privileged: true },
        // Runs beside the runner, and ends after it.
        restartPolicy: 'Always',
        startupProbe: {
          exec: { command: ['docker', 'info'] },
          failureThreshold: 24,
          periodSeconds: 5,
        },
        resources: resourcesOf(settings, 'docker'),
        volumeMounts: [work, socket, externals],
      },
    ],
    containers: [
      {
        name: 'runner',
        image: RUNNER,
        command: [`${HOME}/run.sh`],
        env: [
          { name: 'DOCKER_HOST', value: 'unix:///var/run/docker.sock' },
          { name: 'RUNNER_WAIT_FOR_DOCKER_IN_SECONDS', value: '120' },
        ],
        resources: resourcesOf(settings, 'runner'),
        volumeMounts: [work, socket],
      },
    ],
    volumes: [work, socket, externals].map(({ name }) => ({ name, emptyDir: {} })),
  };
}
