import { every, listOf, some } from './cel.ts';
import type { Policy } from './policy.ts';
import { PROJECT_OF_NAMESPACE } from './preview-namespace.ts';

/** An environment takes secrets from its own project's store, and makes passwords, and nothing else. */
export function externalSecretsPolicy(name: string): Policy {
  const isOwn = (store: string) =>
    every(
      `${store}.?kind.orValue("") == "ClusterSecretStore"`,
      `${store}.?name.orValue("") == "project-" + ${PROJECT_OF_NAMESPACE}`,
    );
  const sources = (list: string, condition: string) =>
    `${listOf('object.spec', list)}.all(entry, !has(entry.sourceRef) || (${condition}))`;
  const fits = some('!has(entry.sourceRef.storeRef)', isOwn('entry.sourceRef.storeRef'));
  return {
    name,
    on: 'previews',
    requests: {
      apiGroups: ['external-secrets.io'],
      resources: ['externalsecrets'],
      operations: ['CREATE', 'UPDATE'],
    },
    validations: [
      {
        expression: every(
          some('!has(object.spec.secretStoreRef)', isOwn('object.spec.secretStoreRef')),
          sources('data', fits),
          sources('dataFrom', fits),
        ),
        message: 'expected the store of the project: ClusterSecretStore project-PROJECT',
      },
      {
        expression: every(
          ...['data', 'dataFrom'].map((list) =>
            sources(
              list,
              '!has(entry.sourceRef.generatorRef) || entry.sourceRef.generatorRef.kind == "Password"',
            ),
          ),
        ),
        message: 'expected no other generator than Password',
      },
    ],
  };
}
