import { every, label, listOf, lists, some, text } from './cel.ts';
import { labels } from '../../labels.ts';
import type { Policy } from './policy.ts';

export type IngressRules = {
  /** Environments are `{namespace}.{domain}`. */
  readonly domain: string;
  /** Annotations that every environment may have, each with its values; with none, any. */
  readonly annotations: Readonly<Record<string, readonly string[]>>;
  /** Keys of annotations that a project's environments may have beside these, by project. */
  readonly ofProjects: Readonly<Record<string, readonly string[]>>;
};

/** Which hosts an environment answers at, and what it may say to the ingress controller. */
export function ingressesPolicy(name: string, rules: IngressRules): Policy {
  const { domain, annotations, ofProjects } = rules;
  const namespace = 'object.metadata.namespace';
  const suffix = text(`.${domain}`);
  /** `shop-pr-7.DOMAIN`, or `shop-pr-7-SERVICE.DOMAIN`. */
  const isOwn = (host: string) =>
    some(
      `${host} == ${namespace} + ${suffix}`,
      every(
        `${host}.startsWith(${namespace} + "-")`,
        `${host}.endsWith(${suffix})`,
        `!${host}.substring(0, size(${host}) - size(${suffix})).contains(".")`,
      ),
    );
  const paths = '(has(rule.http) ? rule.http.paths : [])';
  return {
    name,
    on: 'previews',
    requests: {
      apiGroups: ['networking.k8s.io'],
      resources: ['ingresses'],
      operations: ['CREATE', 'UPDATE'],
    },
    variables: [
      { name: 'rules', expression: listOf('object.spec', 'rules') },
      { name: 'tls', expression: listOf('object.spec', 'tls') },
      { name: 'annotations', expression: 'object.metadata.?annotations.orValue({})' },
      { name: 'known', expression: lists(annotations) },
      { name: 'ofProjects', expression: lists(ofProjects) },
      {
        name: 'ofProject',
        expression: `variables.ofProjects[?${label('namespaceObject', labels.projectId)}].orValue([])`,
      },
    ],
    validations: [
      {
        expression: every(
          'size(variables.rules) > 0',
          `variables.rules.all(rule, has(rule.host) && (${isOwn('rule.host')}))`,
          `variables.tls.all(one, ${listOf('one', 'hosts')}.all(host, ${isOwn('host')}))`,
        ),
        message: `expected hosts of the environment only: NAMESPACE.${domain} or NAMESPACE-SERVICE.${domain}`,
      },
      {
        expression: '!has(object.spec.defaultBackend)',
        message: 'spec.defaultBackend would answer at every host of the cluster',
      },
      {
        expression: 'object.spec.?ingressClassName.orValue("") == "traefik"',
        message: 'expected spec.ingressClassName: traefik',
      },
      {
        // Traefik picks certificates by the names in them, whatever spec.tls says.
        expression: 'variables.tls.all(one, !has(one.secretName))',
        message:
          'expected no secretName in spec.tls: a certificate of an environment would be served for the hosts of others',
      },
      {
        expression: `variables.rules.all(rule, ${paths}.all(path, has(path.backend.service) && !path.?path.orValue("/").contains("\`")))`,
        message: 'expected paths without backticks, which lead to Services',
      },
      {
        expression: `variables.annotations.all(key, ${some(
          'key.startsWith("argocd.argoproj.io/")',
          'key in variables.ofProject',
          every(
            'key in variables.known',
            some(
              'size(variables.known[key]) == 0',
              'variables.annotations[key] in variables.known[key]',
            ),
          ),
        )})`,
        message:
          'has an annotation, or a value of one, that the platform does not allow; add its key to policy.ingressAnnotations',
      },
    ],
  };
}
