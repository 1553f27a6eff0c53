import {
  GeneratorAccount,
  SWEEPER_RIGHTS,
} from '../../../constructs/platform/generator-account.ts';
import { SweeperCronJob } from '../../../constructs/platform/sweeper-cron-job.ts';
import type { Platform } from '../platform.ts';
import type { Component } from './component.ts';
import { GENERATOR_SECRET, GENERATOR_SIZE, gitopsVariables, SWEEPER } from './generator-program.ts';
import { namespaces } from './namespaces.ts';
import { PLATFORM_PRIORITY } from './priorities.ts';
import type { ComponentSettings } from './settings.ts';

const { system: namespace } = namespaces;

/** The hourly removal of namespaces that nobody owns, under an account of its own. */
export function sweeper(platform: Platform, settings: ComponentSettings): Component {
  return {
    name: 'sweeper',
    description: 'Removes namespaces of environments that nobody owns any more.',
    namespace,
    objects(file) {
      const chart = file('sweeper');
      new GeneratorAccount(chart, 'account', {
        name: SWEEPER,
        namespace,
        argocdNamespace: platform.argocd.namespace,
        ...SWEEPER_RIGHTS,
      });
      new SweeperCronJob(chart, 'cron-job', {
        name: SWEEPER,
        namespace,
        schedule: '17 * * * *',
        image: settings.generatorImage,
        variables: gitopsVariables(platform),
        secretName: GENERATOR_SECRET,
        account: SWEEPER,
        priorityClass: PLATFORM_PRIORITY,
        size: GENERATOR_SIZE,
      });
    },
  };
}
