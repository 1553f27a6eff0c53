import { z } from 'zod';
import { quote, wanted } from './fields.ts';

/** Longest domain that leaves room for the longest host, `{id}-{service}.{domain}`, in 253 characters. */
const longestDomain = 253 - 63 - 1;

const dnsLabel = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const domainPattern = `^(?!(?:.*\\.)?\\d+$)${dnsLabel}(?:\\.${dnsLabel})*$`;
const httpUrlPattern = '^https?://[^\\s@/?#]+(?:/[^\\s?#]*)?$';
const gitUrlPattern =
  '^(?:https?://[^\\s@/?#]+|ssh://(?:[^\\s@:/?#]+@)?[^\\s@/?#]+|file://[^\\s@/?#]*)/[^\\s?#]+$';

/** A DNS name, lower-case, without a wildcard. */
export const domain = z
  .string({ error: wanted('a DNS name such as acme-previews.dev') })
  .superRefine((text, context) => {
    const problem = domainProblem(text);
    if (problem !== undefined) context.addIssue(problem);
  })
  .meta({ pattern: domainPattern, maxLength: longestDomain });

function domainProblem(text: string): string | undefined {
  if (isDomain(text)) return undefined;
  const likely = text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^\*?\./, '')
    .replace(/[/:].*$/, '')
    .replace(/\.$/, '');
  const expected = `expected a DNS name such as acme-previews.dev, got ${quote(text)}`;
  return isDomain(likely) ? `${expected}; did you mean "${likely}"?` : expected;
}

function isDomain(text: string): boolean {
  return text.length <= longestDomain && new RegExp(domainPattern).test(text);
}

/** A name of a Kubernetes namespace or another DNS label. */
export const label = z.string().regex(new RegExp(`^${dnsLabel}$`), {
  error: wanted('a lower-case name of letters, digits and "-"'),
});

/** A name of a Kubernetes object such as a Secret. */
export const objectName = z
  .string()
  .max(253)
  .regex(new RegExp(`^${dnsLabel}(?:\\.${dnsLabel})*$`), {
    error: wanted('a lower-case name of letters, digits, "-" and "."'),
  });

/** Key of a Secret or ConfigMap. */
export const secretKey = z
  .string()
  .max(253)
  .regex(/^[A-Za-z0-9._-]+$/, { error: wanted('a key of letters, digits, "-", "_" and "."') });

const withoutCredentials =
  'must not hold a user name or password: everybody who can read the file would have it';

const withoutSlash = (text: string): string => text.replace(/\/+$/, '');

/** An `http(s)` URL without credentials, query or fragment; a `/` at its end is dropped. */
export const httpUrl = z
  .string({ error: wanted('an http or https URL') })
  .superRefine((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url !== undefined && (url.username !== '' || url.password !== '')) {
      context.addIssue(withoutCredentials);
    } else if (url === undefined || !new RegExp(httpUrlPattern).test(text)) {
      context.addIssue(`expected an http or https URL, got ${quote(text)}`);
    }
  })
  .meta({ pattern: httpUrlPattern })
  .transform(withoutSlash);

/** URL of a Git repository: http, https, ssh or file, without credentials; a `/` at its end is dropped. */
export const gitUrl = z
  .string({ error: wanted('the URL of a Git repository') })
  .superRefine((text, context) => {
    const problem = gitUrlProblem(text);
    if (problem !== undefined) context.addIssue(problem);
  })
  .meta({ pattern: gitUrlPattern })
  .transform(withoutSlash);

function gitUrlProblem(text: string): string | undefined {
  const shorthand = /^([A-Za-z0-9._-]+@[A-Za-z0-9.-]+):(?!\/)([^\s:]+)$/.exec(text);
  if (shorthand !== null) {
    return `expected a URL, got ${quote(text)}; did you mean "ssh://${shorthand[1]}/${shorthand[2]}"?`;
  }
  const expected = `expected an http, https, ssh or file URL of a Git repository, got ${quote(text)}`;
  if (!URL.canParse(text) || /[\s\p{Cc}]/u.test(text)) return expected;
  const url = new URL(text);
  const sshUser = url.protocol === 'ssh:' && url.password === '';
  if ((url.username !== '' || url.password !== '') && !sshUser) return withoutCredentials;
  if (url.search !== '' || url.hash !== '')
    return `${expected}; it must not have a query or fragment`;
  return new RegExp(gitUrlPattern).test(text) ? undefined : expected;
}

/** Name of a Git branch. */
export const branch = z
  .string({ error: wanted('the name of a Git branch') })
  .max(200, { error: wanted('the name of a Git branch') })
  .regex(
    /^(?!.*(?:\.\.|\/\/|\/\.|\.\/|\.lock(?:\/|$)))[A-Za-z0-9_](?:[A-Za-z0-9._/-]*[A-Za-z0-9_-])?$/,
    { error: wanted('the name of a Git branch') },
  );

const byte = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';

/** An IPv4 network in CIDR notation; a bare address is taken as the network of this one address. */
export const network = z
  .string({ error: wanted('an IPv4 network such as 10.42.0.0/16') })
  .meta({ pattern: `^${byte}(?:\\.${byte}){3}(?:/(?:[1-9]|[12]\\d|3[0-2]))?$` })
  .transform((text) => (text.includes('/') ? text : `${text}/32`))
  .superRefine((text, context) => {
    const problem = networkProblem(text);
    if (problem !== undefined) context.addIssue(problem);
  });

function networkProblem(text: string): string | undefined {
  const match = new RegExp(
    `^(${byte})\\.(${byte})\\.(${byte})\\.(${byte})/([1-9]|[12]\\d|3[0-2])$`,
  ).exec(text);
  const [a, b, c, d, prefix] = (match ?? []).slice(1).map(Number);
  const expected = `expected an IPv4 network such as 10.42.0.0/16, got ${quote(text)}`;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return expected;
  if (prefix === undefined) return expected;
  const bits = ((a * 256 + b) * 256 + c) * 256 + d;
  const start = Math.floor(bits / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
  if (start === bits) return undefined;
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${expected}, which is not the first address of its network; did you mean "${parts.join('.')}/${prefix}"?`;
}
