import { html, type Content, type Html } from './html.ts';

export type Link = { readonly title: string; readonly url: string };

export type Layout = {
  readonly title: string;
  readonly links: readonly Link[];
  readonly body: Html;
  /** Without scripts: loads this address after two seconds. @default - the page stays as it is */
  readonly refresh?: string | undefined;
};

/** A whole page around `body`. */
export function layout({ title, links, body, refresh }: Layout): string {
  const reload: Content =
    refresh === undefined
      ? undefined
      : html`<noscript><meta http-equiv="refresh" content="2;url=${refresh}" /></noscript>`;
  const { html: text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/style.css" />
        <link rel="icon" href="data:," />
        <script src="/live.js" defer></script>
        ${reload}
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header class="top">
          <strong><a href="/">GitHub stand-in</a></strong>
          <span class="quiet">everything is in memory and gone when the demo ends</span>
          <nav aria-label="The demo">
            ${links.map((link) => html`<a href="${link.url}">${link.title}</a>`)}
          </nav>
        </header>
        <main id="main">${body}</main>
      </body>
    </html>`;
  return text;
}
