import { z } from 'zod';

/** The API server's own words for an error. A proxy's or another server's 404 has none. */
const statusAnswer = z.object({
  kind: z.literal('Status'),
  message: z.string().optional(),
  reason: z.string().optional(),
  details: z.object({ kind: z.string().optional(), name: z.string().optional() }).optional(),
});

/** What the client throws, as far as it is read here. Its own message holds all headers. */
type Failure = { code?: unknown; body?: unknown; name?: string; message?: string };

/** Whether the API server itself says that the one named object of a kind, e.g. `namespaces`, does not exist. */
export function isAbsent(error: unknown, plural: string): boolean {
  const { code, body } = error as Failure;
  const status = statusOf(body);
  return (
    code === 404 &&
    status?.reason === 'NotFound' &&
    status.details?.kind === plural &&
    status.details.name !== undefined
  );
}

export function reasonOf(error: unknown, what: string): string {
  if (error instanceof z.ZodError) {
    const [first] = error.issues;
    const where = first?.path.join('.') || 'the answer';
    return `Kubernetes' answer about ${what} cannot be read: ${where}: ${first?.message ?? ''}`;
  }
  const { code, body, name, message } = error as Failure;
  if (typeof code === 'number') {
    const said = statusOf(body)?.message ?? 'no Status message';
    return `Kubernetes answered ${code} when asked about ${what}: ${said}`.slice(0, 300);
  }
  const why = name === 'AbortError' || name === 'TimeoutError' ? 'no answer in time' : message;
  return `Kubernetes could not be asked about ${what}: ${why ?? 'failed'}`.slice(0, 300);
}

function statusOf(body: unknown): z.infer<typeof statusAnswer> | undefined {
  try {
    const data: unknown = typeof body === 'string' ? JSON.parse(body) : body;
    return statusAnswer.safeParse(data).data;
  } catch {
    return undefined;
  }
}
