import type { Response } from 'express';
import { refuse } from './answers.ts';
import type { Json } from './examples.ts';
import { callerOf } from './rest-context.ts';
import { account, type Account, type World } from './world.ts';

const longest = 140;

/** Who writes; somebody who may not is refused here and undefined returned. */
export function writer(world: World, response: Response): Account | undefined {
  const caller = callerOf(response);
  if (caller.kind === 'user') return account(world, caller.login);
  refuse(response, 401, 'Requires authentication');
  return undefined;
}

export function invalid(response: Response, resource: string, field: string): void {
  refuse(response, 422, 'Validation Failed', [{ resource, code: 'invalid', field }]);
}

/** Whether GitHub takes it as a description: short, and of characters that fit three bytes. */
export function isShort(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  return (
    typeof value === 'string' && value.length <= longest && !/[\u{10000}-\u{10FFFF}]/u.test(value)
  );
}

export function isUrl(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'string' && URL.canParse(value) && /^https?:\/\//.test(value);
}
