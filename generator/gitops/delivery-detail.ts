/** What came of a delivery that was answered, in words for the log. */
export function describeStatus(url: string, status: number): string {
  const answer = `${addressOf(url)} answered ${status}`;
  if (status >= 200 && status < 300) return answer;
  if (status >= 300 && status < 400) return `${answer}: redirects are not followed`;
  if (status === 400 || status === 401 || status === 403) {
    return `${answer}: check that ARGOCD_WEBHOOK_SECRET is what Argo CD knows as webhook.github.secret`;
  }
  return answer;
}

/** Why there was no answer. Of the error only its code is shown: its message may hold the URL with a credential. */
export function describeFailure(url: string, error: unknown, timeoutMs: number): string {
  const address = addressOf(url);
  const { name, code, cause } = fieldsOf(error);
  if (name === 'TimeoutError') return `${address} did not answer within ${timeoutMs / 1000} s`;
  const why = [code, fieldsOf(cause).code].find(isErrorCode);
  return `${address} cannot be reached${why === undefined ? '' : ` (${why})`}`;
}

/** Host and port: a path or query may be somebody's secret. */
function addressOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the webhook (its URL is invalid)';
}

/** Anything can be thrown, and an error of another realm is no `Error`. */
function fieldsOf(thrown: unknown): { name?: unknown; code?: unknown; cause?: unknown } {
  return typeof thrown === 'object' && thrown !== null ? thrown : {};
}

function isErrorCode(code: unknown): code is string {
  return typeof code === 'string' && /^[A-Z0-9_]+$/.test(code);
}
