import { z } from 'zod';
import { createScrub, doubt } from './doubt.ts';
import { createOctokit } from './octokit.ts';
import { known, type Asked } from '../asked.ts';

const conversion = z.object({
  id: z.int().positive(),
  slug: z.string().min(1),
  html_url: z.string(),
  pem: z.string().min(1),
  webhook_secret: z.string().nullish(),
});

/** An App as GitHub hands it over, once. */
export type NewApp = {
  readonly id: number;
  readonly slug: string;
  readonly page: string;
  /** Secret. */
  readonly privateKey: string;
  /** Secret; absent where the App has no webhook. */
  readonly webhookSecret: string | undefined;
};

/** Takes over the App that was just made from a manifest. The code of it is good for an hour, and once. */
export async function takeOverApp(options: {
  readonly apiUrl: string;
  readonly code: string;
  /** @default 10000 */
  readonly timeoutMs?: number;
}): Promise<Asked<NewApp>> {
  const scrub = createScrub([options.code]);
  const octokit = createOctokit(
    {
      ...{ apiUrl: options.apiUrl, timeoutMs: options.timeoutMs ?? 10_000 },
      ...{ userAgent: 'k8s-ephemeral-environments-setup', log: { warn() {} } },
      ...{ throttle: false, scrub },
    },
    { authStrategy: () => Object.assign(() => Promise.resolve({}), { hook: passOn }), auth: {} },
  );
  try {
    const { data } = await octokit.rest.apps.createFromManifest({ code: options.code });
    const app = conversion.parse(data);
    return known({
      ...{ id: app.id, slug: app.slug, page: app.html_url, privateKey: app.pem },
      webhookSecret: app.webhook_secret ?? undefined,
    });
  } catch (error) {
    return doubt(error, 'the new App', scrub);
  }
}

/** The code in the address is the credential. */
function passOn<T>(request: (...given: unknown[]) => T, ...given: unknown[]): T {
  return request(...given);
}
