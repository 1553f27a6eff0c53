/** A branch name or a glob of branch names: what `matchesBranch` understands. */
export const BRANCH_PATTERN = /^(?!.*\*{3})[^\s~^:?[\]\\{}\p{Cc}]{1,200}$/u;

/**
 * Whether a branch is named by one of the patterns: `*` matches within a path segment, `**`
 * everything, the slash included; all else stands for itself.
 */
export function matchesBranch(patterns: readonly string[], branch: string): boolean {
  return patterns.some((pattern) => matches(pattern.split(/(\*\*|\*)/), branch));
}

/**
 * Walks the pattern once and keeps the set of places in the branch where it may be: a regular
 * expression of many wildcards would try every combination of them.
 */
function matches(parts: readonly string[], branch: string): boolean {
  let places = new Set([0]);
  for (const part of parts) {
    const next = new Set<number>();
    for (const place of places) {
      if (part === '*' || part === '**') {
        const slash = branch.indexOf('/', place);
        const end = part === '**' || slash < 0 ? branch.length : slash;
        for (let at = place; at <= end && !next.has(at); at += 1) next.add(at);
      } else if (branch.startsWith(part, place)) {
        next.add(place + part.length);
      }
    }
    places = next;
  }
  return places.has(branch.length);
}
