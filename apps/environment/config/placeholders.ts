/** What `{…}` in the value of a variable stands for. */
export type Placeholder =
  | { readonly kind: 'url' | 'host' | 'number' | 'sha' }
  | { readonly kind: 'serviceUrl' | 'serviceInternalUrl'; readonly service: string };

export const PLACEHOLDERS =
  '{url}, {host}, {number}, {sha}, {service.NAME.url}, {service.NAME.internalUrl}';

const LONGEST_HOST = `${'a'.repeat(63)}.example`;

/** What each may become at its longest, for who has to judge a text before it is filled in. */
export const LONGEST_VALUES: Readonly<Record<Placeholder['kind'], string>> = {
  url: `https://${LONGEST_HOST}`,
  host: LONGEST_HOST,
  number: '1234567890',
  sha: 'a'.repeat(40),
  serviceUrl: `https://${LONGEST_HOST}`,
  serviceInternalUrl: `http://${'a'.repeat(40)}`,
};

const PATTERN = /\{(?:(url|host|number|sha)|service\.([a-z0-9-]{1,40})\.(url|internalUrl))\}/g;

/** Words in braces that look as if they were meant to be filled in: `{hostname}`, `{service.api.port}`. */
const MEANT = /\{(?:service\.[^{}\s"']{0,60}|[a-z][A-Za-z]{0,20})\}/g;

/** All placeholders of a text. */
export function placeholdersOf(text: string): Placeholder[] {
  return [...text.matchAll(PATTERN)].map(toPlaceholder);
}

/** What looks like a placeholder and is none; JSON in a value does not. */
export function unknownPlaceholders(text: string): string[] {
  return text.replace(PATTERN, '').match(MEANT) ?? [];
}

/** The text with every placeholder replaced by what `valueOf` makes of it. */
export function fillIn(text: string, valueOf: (placeholder: Placeholder) => string): string {
  return text.replace(PATTERN, (...match: string[]) => valueOf(toPlaceholder(match)));
}

function toPlaceholder([, simple, service, what]: readonly (string | undefined)[]): Placeholder {
  if (simple !== undefined) return { kind: simple as 'url' | 'host' | 'number' | 'sha' };
  const kind = what === 'url' ? 'serviceUrl' : 'serviceInternalUrl';
  return { kind, service: service ?? '' };
}
