import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { scratchVolume } from '../environment/container-size.ts';
import { labels } from '../labels.ts';
import { generatorPod, type ProcessProps } from './generator-process.ts';

export interface SweeperCronJobProps extends Omit<ProcessProps, 'program' | 'data'> {
  readonly namespace: string;
  /** When it begins, as cron writes it, in UTC. */
  readonly schedule: string;
}

/** Removes, again and again, what of environments nobody owns; one at a time, and never twice after a failure. */
export class SweeperCronJob extends Construct {
  constructor(scope: Construct, id: string, props: SweeperCronJobProps) {
    super(scope, id);
    const { name, namespace, schedule } = props;
    const own = { [labels.name]: name, [labels.managedBy]: 'k8s-ephemeral-environments' };
    new k8s.KubeCronJob(this, 'CronJob', {
      metadata: { name, namespace, labels: own },
      spec: {
        schedule,
        timeZone: 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
        suspend: false,
        startingDeadlineSeconds: 600,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
        jobTemplate: {
          metadata: { labels: own },
          spec: {
            backoffLimit: 0,
            activeDeadlineSeconds: 900,
            template: {
              metadata: { labels: own },
              spec: {
                ...generatorPod({
                  ...props,
                  program: 'build/generator/sweeper/main.js',
                  data: scratchVolume('data', '1Gi'),
                }),
                restartPolicy: 'Never',
              },
            },
          },
        },
      },
    });
  }
}
