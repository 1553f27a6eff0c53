import { createHash } from 'node:crypto';
import express, { type Router } from 'express';

/** A file that pages load: its name without the hash, e.g. `dashboard.css`, and its text. */
export type Asset = { readonly name: string; readonly text: string };

/** Files with a hash of their content in the name, so that browsers may keep them for ever. */
export type Assets = {
  /** Where a file is served: `/assets/dashboard-1f3a….css`. Throws for a name that is not there. */
  href(name: string): string;
  readonly router: Router;
};

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Serves `assets` below `base`, e.g. `/assets`. */
export function createAssets(base: string, assets: readonly Asset[]): Assets {
  const router = express.Router();
  const hrefs = new Map<string, string>();
  for (const { name, text } of assets) {
    const [stem = '', extension = ''] = name.split('.');
    const type = TYPES[extension];
    if (!type) throw new Error(`expected an asset named .css, .js or .svg, got "${name}"`);
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
    const href = `${base}/${stem}-${hash}.${extension}`;
    hrefs.set(name, href);
    router.get(href, (_request, response) => {
      response
        .set({ 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' })
        .send(text);
    });
  }
  return {
    router,
    href(name) {
      const href = hrefs.get(name);
      if (href === undefined) throw new Error(`there is no asset called "${name}"`);
      return href;
    },
  };
}
