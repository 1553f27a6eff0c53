import { createRequire } from 'node:module';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
type Definition = { name: string; examples: JsonObject[] };

const definitions = createRequire(import.meta.url)('@octokit/webhooks-examples') as Definition[];

/** A payload GitHub once sent for this event and action, without the parts only some senders have. */
export function exampleOf(event: string, action: string | undefined): JsonObject {
  const examples = definitions.find(({ name }) => name === event)?.examples ?? [];
  const example = examples.findLast((candidate) => candidate.action === action);
  if (!example)
    throw new Error(`@octokit/webhooks-examples has no ${event} payload of action ${action}`);
  const { installation: _installation, organization: _organization, ...rest } = example;
  return rest;
}

/** A deep copy in which every string went through `replace`. */
export function mapStrings<T extends Json>(value: T, replace: (text: string) => string): T {
  if (typeof value === 'string') return replace(value) as T;
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, replace)) as T;
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, item]) => [key, mapStrings(item, replace)]);
  return Object.fromEntries(entries) as T;
}
