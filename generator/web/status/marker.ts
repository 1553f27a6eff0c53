/**
 * Header of every answer of the status page, with the environment's state as its value. An answer without it
 * comes from the app.
 */
export const STATUS_MARKER = 'x-k8s-ee-status';
