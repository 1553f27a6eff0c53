/** Too long for a project id, so that no project can take the name. */
export const ROOT_NAME = 'k8s-ephemeral-environments';

/** The AppProject of the components. */
export const COMPONENTS_NAME = `${ROOT_NAME}-platform`;

/** The directory of the GitOps repository that holds the rendered platform. */
export const PLATFORM_DIRECTORY = 'platform';

/** In it a directory for each component that is made of our own objects. */
export const COMPONENTS_DIRECTORY = `${PLATFORM_DIRECTORY}/components`;
