const placeholder = /\{(sha|number)\}/g;

const hint = 'write it as "ghcr.io/owner/name:{sha}"';
const longestNumber = '4294967295';

/** `template` with `{sha}` and `{number}` filled in. */
export function substituteImage(
  template: string,
  values: { readonly sha: string; readonly number: string },
): string {
  return template.replace(placeholder, (_, key: 'sha' | 'number') => values[key]);
}

/** What is wrong with an image template, or undefined when every commit gets a valid image name. */
export function imageTemplateProblem(template: string): string | undefined {
  const got = `got ${JSON.stringify(template)}`;
  const unknown = template.replace(placeholder, '').match(/\{[^}]*\}?|\}/)?.[0];
  if (unknown !== undefined) {
    return `unknown placeholder "${unknown}": only {sha} and {number} are filled in, ${got}`;
  }
  if (!template.includes('{sha}')) {
    return `must contain {sha}, ${got}: a tag that stays the same from push to push would leave the old image running; ${hint}`;
  }
  const image = substituteImage(template, { sha: 'a'.repeat(40), number: longestNumber });
  if (isImageReference(image)) return undefined;
  const lower = template.toLowerCase();
  const lowerIsValid = isImageReference(
    substituteImage(lower, { sha: 'a'.repeat(40), number: longestNumber }),
  );
  return lowerIsValid
    ? `image names are lower-case, ${got}; did you mean ${JSON.stringify(lower)}?`
    : `expected an image name with a tag, ${got}; ${hint}`;
}

/** `[host[:port]/]path:tag`, as the OCI distribution specification has it. */
function isImageReference(image: string): boolean {
  const host = String.raw`(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?\/)?`;
  const segment = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;
  const tag = String.raw`[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}`;
  return (
    image.length <= 255 && new RegExp(`^${host}${segment}(?:\\/${segment})*:${tag}$`).test(image)
  );
}
