import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

export type DocumentProps = {
  readonly title: string;
  readonly style: string;
  readonly script: string;
  readonly icon: string;
  /** What the script is to know, as `data-…` attributes of the body. */
  readonly data?: Readonly<Record<`data-${string}`, string | undefined>>;
  /** Where there is no script: what a meta refresh says, `5` or `3;url=/`. @default - the page stays */
  readonly refresh?: string;
  readonly children: ComponentChildren;
};

/** The frame of every page: no inline script and no inline style. */
export function Document({ title, style, script, icon, data, refresh, children }: DocumentProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="stylesheet" href={style} />
        <link rel="icon" href={icon} type="image/svg+xml" />
        <script src={script} defer />
        {refresh === undefined ? null : (
          <noscript>
            <meta http-equiv="refresh" content={refresh} />
          </noscript>
        )}
      </head>
      <body {...data}>{children}</body>
    </html>
  );
}

/** A page as it is sent. */
export function page(document: VNode): string {
  return `<!doctype html>${renderToString(document)}`;
}
