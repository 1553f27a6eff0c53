import { Webhooks } from '@octokit/webhooks';

/** Whether a body was signed with the webhook secret, or with the previous one while it is being replaced. */
export type Verify = (body: string, signature: string) => Promise<boolean>;

export function createVerify(secrets: readonly string[]): Verify {
  const webhooks = secrets.map((secret) => new Webhooks({ secret }));
  return async (body, signature) => {
    for (const one of webhooks) {
      if (await one.verify(body, signature).catch(() => false)) return true;
    }
    return false;
  };
}
