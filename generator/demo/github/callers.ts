import { createPublicKey, verify } from 'node:crypto';

/** The GitHub App the stand-in knows. Its installation on every repository is `installationId`. */
export type AppAccount = {
  readonly id: number;
  readonly slug: string;
  /** PEM; verifies the App's own tokens. */
  readonly publicKey: string;
  readonly installationId: number;
};

/** Who asks: the login behind the token. `app` asks as the App itself, an installation as its bot. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'user'; readonly login: string }
  | { readonly kind: 'app'; readonly slug: string }
  | { readonly kind: 'rejected' };

/** The caller's name in counters and matches. */
export function callerName(caller: Caller): string {
  if (caller.kind === 'user') return caller.login;
  return caller.kind === 'app' ? `${caller.slug} (app)` : caller.kind;
}

export function createCallers(tokens: Readonly<Record<string, string>>, app?: AppAccount) {
  const known = new Map(Object.entries(tokens));

  return {
    /** Makes an installation token of the App. */
    issue(slug: string): string {
      const token = `ghs_${Buffer.from(`${slug} ${known.size}`).toString('hex')}`;
      known.set(token, `${slug}[bot]`);
      return token;
    },

    identify(authorization: string | undefined): Caller {
      if (!authorization) return { kind: 'anonymous' };
      const token = /^(?:bearer|token)\s+(\S+)$/i.exec(authorization)?.[1] ?? '';
      const login = known.get(token);
      if (login !== undefined) return { kind: 'user', login };
      if (app && isAppToken(token, app)) return { kind: 'app', slug: app.slug };
      return { kind: 'rejected' };
    },
  };
}

function isAppToken(token: string, app: AppAccount): boolean {
  const [header, claims, signature] = token.split('.');
  if (!header || !claims || !signature) return false;
  try {
    const signed = Buffer.from(`${header}.${claims}`);
    const key = createPublicKey(app.publicKey);
    if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) return false;
    const { iss, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<
      string,
      unknown
    >;
    return Number(iss) === app.id && Number(exp) * 1000 > Date.now();
  } catch {
    return false;
  }
}
