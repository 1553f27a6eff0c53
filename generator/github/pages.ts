import { z } from 'zod';
import type { Octokit } from './octokit.ts';

const mostPages = 1000;

/**
 * Every page of a list, one after the other; throws unless each of them is readable.
 * Not Octokit's own paging: that takes an empty answer and a 409 for the end of the list,
 * and what is missing in a list must never look like nothing.
 */
export async function* pages<T>(
  octokit: Octokit,
  route: `GET ${string}`,
  parameters: Record<string, unknown>,
  item: z.ZodType<T>,
): AsyncGenerator<T[], void, undefined> {
  const list = z.array(item);
  let response = await octokit.request(route, { ...parameters, per_page: 100 });
  yield list.parse(response.data);
  for (let page = 2; ; page++) {
    const next = /<([^<>]+)>;\s*rel="next"/.exec(response.headers.link ?? '')?.[1];
    if (next === undefined) return;
    if (page > mostPages) throw new Error(`more than ${mostPages} pages`);
    response = await octokit.request(`GET ${next}`);
    yield list.parse(response.data);
  }
}
