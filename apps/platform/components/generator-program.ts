import type { Platform } from '../platform.ts';

/** Of the account, the CronJob and its pods. */
export const SWEEPER = 'sweeper';

/** The Secret with the credentials of the generator and the sweeper, which people make. */
export const GENERATOR_SECRET = 'generator';

/** What it asks for and may use. */
export const GENERATOR_SIZE = {
  requests: { cpu: '50m', memory: '192Mi' },
  limits: { cpu: '1', memory: '512Mi' },
} as const;

/** The variables that the generator and the sweeper share. */
export function gitopsVariables({ gitops }: Platform): Record<string, string> {
  return { GITOPS_REPOSITORY_URL: gitops.url, GITOPS_BRANCH: gitops.branch };
}
