import type { AppManifest } from './manifest.ts';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (one) => escapes[one] ?? one);

const STYLE = 'body{font:16px/1.5 sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}';

function page(title: string, body: readonly string[]): string {
  return [
    '<!doctype html>',
    '<html lang="en"><meta charset="utf-8">',
    `<title>${escaped(title)}</title><style>${STYLE}</style>`,
    `<h1>${escaped(title)}</h1>`,
    ...body,
    '</html>',
    '',
  ].join('\n');
}

/** The page with the one button. `action` is GitHub's; `state` comes back with the answer. */
export function formPage(manifest: AppManifest, action: string, state: string): string {
  const rows = Object.entries(manifest.default_permissions).map(
    ([permission, access]) => `<li>${escaped(permission)}: ${escaped(access)}</li>`,
  );
  return page(`Create the GitHub App ${manifest.name}`, [
    `<form method="post" action="${escaped(`${action}?state=${encodeURIComponent(state)}`)}">`,
    `<input type="hidden" name="manifest" value="${escaped(JSON.stringify(manifest))}">`,
    `<p>${escaped(manifest.description)} It may:</p><ul>${rows.join('')}</ul>`,
    '<p><button>Create it on GitHub</button></p>',
    '</form>',
  ]);
}

export function donePage(name: string): string {
  return page(`${name} is created`, ['<p>Go on in the terminal. This page can be closed.</p>']);
}

export function failedPage(reason: string): string {
  return page('The App was not taken over', [`<p>${escaped(reason)}</p>`]);
}
