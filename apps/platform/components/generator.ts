import { GeneratorDeployment } from '../../../constructs/platform/generator-deployment.ts';
import { GeneratorIngress } from '../../../constructs/platform/generator-ingress.ts';
import { GeneratorNetwork } from '../../../constructs/platform/generator-network.ts';
import { GeneratorServices } from '../../../constructs/platform/generator-services.ts';
import {
  GeneratorAccount,
  GENERATOR_READS,
} from '../../../constructs/platform/generator-account.ts';
import type { Platform } from '../platform.ts';
import type { Component } from './component.ts';
import { GENERATOR_SECRET, GENERATOR_SIZE, gitopsVariables, SWEEPER } from './generator-program.ts';
import { outsidePorts } from './generator-egress.ts';
import { OPS_LOGIN } from './login-names.ts';
import { namespaces } from './namespaces.ts';
import { PLATFORM_PRIORITY } from './priorities.ts';
import type { ComponentSettings } from './settings.ts';

const { system: namespace } = namespaces;

/** Where its dashboard is, and where GitHub posts to. */
export function generatorHost({ opsDomain }: Pick<ComponentSettings, 'opsDomain'>): string {
  return `previews.${opsDomain}`;
}

/** The generator: the service that turns pull requests into commits. */
export function generator(platform: Platform, settings: ComponentSettings): Component {
  return {
    name: 'generator',
    description: 'Turns pull requests into commits, and shows what becomes of them.',
    namespace,
    objects(file) {
      const access = file('access');
      new GeneratorAccount(access, 'account', {
        name: 'generator',
        namespace,
        argocdNamespace: platform.argocd.namespace,
        ...GENERATOR_READS,
      });
      new GeneratorNetwork(access, 'network', {
        namespace,
        jobs: [SWEEPER],
        outside: outsidePorts(platform),
        podCidr: platform.network.podCidr,
        argocdNamespace: platform.argocd.namespace,
        ingressNamespace: namespaces.ingress,
        ...(settings.monitoring && { prometheusNamespace: namespaces.observability }),
      });
      const app = file('generator');
      new GeneratorDeployment(app, 'deployment', {
        namespace,
        image: settings.generatorImage,
        storageClass: settings.storageClass,
        variables: gitopsVariables(platform),
        secretName: GENERATOR_SECRET,
        required: {
          GITHUB_WEBHOOK_SECRET: 'github-webhook-secret',
          ARGOCD_WEBHOOK_SECRET: 'argocd-webhook-secret',
        },
        optional: { GITHUB_WEBHOOK_SECRET_PREVIOUS: 'github-webhook-secret-previous' },
        account: 'generator',
        priorityClass: PLATFORM_PRIORITY,
        size: GENERATOR_SIZE,
      });
      new GeneratorServices(app, 'services', { namespace });
      new GeneratorIngress(app, 'ingress', {
        namespace,
        host: generatorHost(settings),
        ...(settings.login && { login: OPS_LOGIN }),
      });
    },
  };
}
