import type { Response } from 'express';
import type { AppAccount, Caller, createCallers } from './callers.ts';
import type { createDeliveries } from './deliveries.ts';
import type { createFaults } from './faults.ts';
import type { Urls } from './shapes.ts';
import type { Repository, World } from './world.ts';

/** What the routes share. */
export type RestParts = {
  readonly world: World;
  readonly urls: Urls;
  readonly callers: ReturnType<typeof createCallers>;
  readonly app: AppAccount | undefined;
  readonly faults: ReturnType<typeof createFaults>;
  readonly deliveries: ReturnType<typeof createDeliveries>;
};

/** Who sent this request; set before any route runs. */
export function callerOf(response: Response): Caller {
  return (response.locals as { caller: Caller }).caller;
}

/** The repository of the address; set for every route below `/repos/:owner/:repo`. */
export function repositoryOf(response: Response): Repository {
  return (response.locals as { repository: Repository }).repository;
}
