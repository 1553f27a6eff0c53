import { z } from 'zod';
import type { Unknown } from './facts.ts';

/** What Octokit throws, as far as it is read here. */
type Failure = {
  readonly status?: number;
  readonly message: string;
  readonly response?: {
    readonly headers: Readonly<Record<string, string | number | undefined>>;
    readonly data: unknown;
  };
};

const longest = 300;

/** Takes out everything that could be a credential, and whatever would break a line. */
export type Scrub = (text: string) => string;

export function createScrub(secrets: readonly string[]): Scrub {
  const given = secrets.filter((secret) => secret.length > 0);
  return (text) =>
    given
      .reduce((rest, secret) => rest.replaceAll(secret, '[REDACTED]'), text)
      .replace(/\b(gh[a-z]_|github_pat_)\w+/g, '[REDACTED]')
      .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '[REDACTED]')
      .replace(/\b(bearer|token|basic) [\w.+/=-]{8,}/gi, '$1 [REDACTED]')
      .replace(/-----BEGIN[^-]+-----[\s\S]*?(-----END[^-]+-----|$)/g, '[REDACTED]')
      .replace(/\s+/g, ' ')
      .slice(0, longest);
}

export function statusOf(error: unknown): number | undefined {
  const { response, status } = error as Partial<Failure>;
  return response ? status : undefined;
}

/** Turns whatever went wrong while asking for `what` into a reason that a person can read. */
export function doubt(error: unknown, what: string, scrub: Scrub): Unknown {
  return { kind: 'unknown', reason: scrub(reasonOf(error, what)) };
}

function reasonOf(error: unknown, what: string): string {
  if (error instanceof z.ZodError) {
    const [first] = error.issues;
    const where = first?.path.join('.') || 'the answer';
    return `GitHub's answer about ${what} cannot be read: ${where}: ${first?.message ?? 'unreadable'}`;
  }
  const failure = error as Failure;
  if (failure.response) return answeredReason(failure, failure.response, what);
  return `GitHub could not be asked about ${what}: ${failure.message}`;
}

function answeredReason(
  { status }: Failure,
  { headers, data }: NonNullable<Failure['response']>,
  what: string,
): string {
  if (headers['x-ratelimit-remaining'] === '0' && (status === 403 || status === 429)) {
    const reset = new Date(Number(headers['x-ratelimit-reset']) * 1000);
    const until = Number.isNaN(reset.getTime()) ? '' : ` until ${reset.toISOString()}`;
    return `GitHub's rate limit is used up${until}, asked about ${what}`;
  }
  const said = z.object({ message: z.string() }).safeParse(data).data?.message;
  return `GitHub answered ${status} when asked about ${what}: ${said ?? 'no JSON message'}`;
}
