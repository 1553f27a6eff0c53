import { chartComponent, type ChartComponent } from './chart-component.ts';
import { namespaces } from './namespaces.ts';
import { PLATFORM_PRIORITY } from './priorities.ts';
import { runnerPod } from './runners-pod.ts';
import type { ComponentSettings } from './settings.ts';
import { resourcesOf } from './sizes.ts';

/** The controller's account, which the scale set lets in: charts cannot look each other up in Argo CD. */
const ACCOUNT = 'arc-controller';

/** What `runs-on` of a workflow says. */
export const RUNNERS_NAME = 'preview-runners';

const restricted = {
  pod: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  container: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
} as const;

/** Starts a runner for each waiting job of GitHub Actions, and none where no job waits. */
export function runners(settings: ComponentSettings): ChartComponent[] {
  if (settings.runners === undefined) return [];
  return [controller(settings), scaleSet(settings, settings.runners)];
}

function controller(settings: ComponentSettings): ChartComponent {
  return chartComponent(settings, {
    chart: 'gha-runner-scale-set-controller',
    release: 'arc',
    namespace: namespaces.runnerController,
    description: 'Makes and removes runners for GitHub Actions',
    values: {
      replicaCount: 1,
      serviceAccount: { create: true, name: ACCOUNT },
      priorityClassName: PLATFORM_PRIORITY,
      podSecurityContext: restricted.pod,
      securityContext: restricted.container,
      resources: resourcesOf(settings, 'runnerController'),
      metrics: {
        controllerManagerAddr: ':8080',
        listenerAddr: ':8080',
        listenerEndpoint: '/metrics',
      },
      flags: {
        logLevel: 'info',
        logFormat: 'json',
        watchSingleNamespace: namespaces.runners,
        // With `eventual` a listener can go on for a set that is gone (actions-runner-controller issue 4561).
        updateStrategy: 'immediate',
        // What it makes is not Argo CD's.
        excludeLabelPropagationPrefixes: ['argocd.argoproj.io/instance'],
      },
    },
  });
}

function scaleSet(
  settings: ComponentSettings,
  { url, max }: NonNullable<ComponentSettings['runners']>,
): ChartComponent {
  return chartComponent(settings, {
    chart: 'gha-runner-scale-set',
    release: RUNNERS_NAME,
    namespace: namespaces.runners,
    description: `Runners for GitHub Actions of ${url}: runs-on: ${RUNNERS_NAME}`,
    values: {
      githubConfigUrl: url,
      // Made by hand.
      githubConfigSecret: 'arc-github-app',
      runnerScaleSetName: RUNNERS_NAME,
      minRunners: 0,
      maxRunners: max,
      controllerServiceAccount: { namespace: namespaces.runnerController, name: ACCOUNT },
      // It runs beside the controller, where only restricted pods may.
      listenerTemplate: {
        spec: {
          priorityClassName: PLATFORM_PRIORITY,
          securityContext: restricted.pod,
          containers: [
            {
              name: 'listener',
              securityContext: restricted.container,
              resources: resourcesOf(settings, 'runnerListener'),
            },
          ],
        },
      },
      template: { spec: runnerPod(settings) },
    },
  });
}
