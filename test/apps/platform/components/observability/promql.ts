/** A metric in an expression, and the labels it is asked for by. */
export type Selector = {
  readonly metric: string;
  readonly matchers: readonly {
    readonly label: string;
    readonly operator: string;
    readonly value: string;
  }[];
};

export type Parts = {
  readonly selectors: readonly Selector[];
  /** Labels by which series are put together or matched. */
  readonly grouped: readonly string[];
  /** Labels that `label_replace` makes. */
  readonly made: readonly string[];
};

const WORDS = new Set([
  'and',
  'or',
  'unless',
  'bool',
  'offset',
  'by',
  'on',
  'group_left',
  'group_right',
]);
const MATCHER = /([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"/g;

/** Takes an expression of ours apart; not all of PromQL, and Prometheus itself says whether it is right. */
export function partsOf(expr: string): Parts {
  const selectors: Selector[] = [];
  const made = [...expr.matchAll(/, "(\w+)", "[^"]*", "\w*", "[^"]*"\)/g)].map(([, to = '']) => to);
  const grouped = [...expr.matchAll(/\b(?:by|on|group_left|group_right) \(([^)]*)\)/g)].flatMap(
    ([, labels = '']) => labels.split(',').flatMap((label) => label.trim() || []),
  );
  const bare = expr
    .replace(/([a-zA-Z_:][\w:]*)\{([^}]*)\}/g, (_, metric: string, inside: string) => {
      const matchers = [...inside.matchAll(MATCHER)].map(
        ([, label = '', operator = '', value = '']) => ({
          ...{ label, operator, value },
        }),
      );
      selectors.push({ metric, matchers });
      return ' ';
    })
    .replace(/\b(?:by|on|group_left|group_right) \([^)]*\)/g, ' ')
    .replace(/"(?:[^"\\]|\\.)*"/g, ' ')
    .replace(/\[[^\]]*\]/g, ' ');
  for (const [, word = ''] of bare.matchAll(/(?<![\w$.])([a-zA-Z_:][\w:]*)\b(?!\s*\()/g)) {
    if (!WORDS.has(word) && !/^\d/.test(word)) selectors.push({ metric: word, matchers: [] });
  }
  return { selectors, grouped, made };
}
