import { labels } from '../../labels.ts';
import { every, label, text } from './cel.ts';

/** The value of the label `k8s-ee/type` of an environment's namespace. */
export const EPHEMERAL = 'ephemeral';

const PROJECT_ID = '^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$';
const NUMBER = '^[1-9][0-9]{0,9}$';

/** In CEL: the project whose environment an object in a preview's namespace is of. */
export const PROJECT_OF_NAMESPACE = label('namespaceObject', labels.projectId);

/** In CEL: whether a Namespace calls itself an environment's, by its label or by its name. */
export function claimsToBePreview(object: string): string {
  const named = `${object}.metadata.?name.orValue("").matches("-pr-[0-9]+$")`;
  return `${label(object, labels.type)} == ${text(EPHEMERAL)} || ${named}`;
}

/** In CEL: whether a Namespace is what an environment's has to be: named by its labels. */
export function isPreview(object: string): string {
  const [project, number] = [label(object, labels.projectId), label(object, labels.prNumber)];
  return every(
    `${label(object, labels.type)} == ${text(EPHEMERAL)}`,
    `${object}.metadata.name == ${project} + "-pr-" + ${number}`,
    `${project}.matches(${text(PROJECT_ID)})`,
    `!(${project} + "-").contains("-pr-")`,
    `${number}.matches(${text(NUMBER)})`,
  );
}
