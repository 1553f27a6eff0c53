import { databaseKinds, DATABASE_NAMES } from '../../../constructs/environment/databases/kinds.ts';
import { SEED_CLIENT } from '../../../constructs/environment/seed-job.ts';

/** Images that the template itself brings, each by its exact name: no registry as a whole. */
export const OWN_IMAGES: readonly string[] = [
  ...DATABASE_NAMES.flatMap((name) => Object.values(databaseKinds[name].versions)),
  SEED_CLIENT,
];
