/** Markup that may go into a page as it is. Everything else is text and gets escaped. */
export type Html = { readonly html: string };
export type Content = Html | string | number | undefined | readonly Content[];

/** Takes markup over as it is; for what `html` and `markdown` made, or their callers answer for. */
export function trusted(markup: string): Html {
  return { html: markup };
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function render(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string' || typeof content === 'number') return escapeHtml(`${content}`);
  if ('html' in content) return content.html;
  return content.map(render).join('');
}

/** A template in which every value is escaped unless it is markup itself. Attribute values must stand in quotes. */
export function html(parts: TemplateStringsArray, ...values: Content[]): Html {
  return { html: parts.map((part, index) => part + render(values[index])).join('') };
}
