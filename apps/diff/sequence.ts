/** One place of two lists laid side by side; an index is absent where the list has nothing there. */
type Step = { readonly before?: number; readonly after?: number };

/** Beyond it the lists have little in common anyway, and comparing each with each takes too long. */
const MOST_COMPARISONS = 4_000_000;

/** Lays two lists side by side so that as many equal items as possible meet; all items, in order. */
function align<T>(
  before: readonly T[],
  after: readonly T[],
  equal: (one: T, other: T) => boolean,
): Step[] {
  const same = (i: number, j: number) => equal(before[i] as T, after[j] as T);
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && same(head, head)) head += 1;
  let tail = 0;
  const sameFromEnd = (n: number) => same(before.length - 1 - n, after.length - 1 - n);
  while (tail < shorter - head && sameFromEnd(tail)) tail += 1;
  const rows = before.length - head - tail;
  const columns = after.length - head - tail;
  const middle = alignMiddle(rows, columns, (i, j) => same(head + i, head + j));
  return [
    ...Array.from({ length: head }, (_, i) => ({ before: i, after: i })),
    ...middle.map(({ before: i, after: j }) =>
      step(i === undefined ? i : head + i, j === undefined ? j : head + j),
    ),
    ...Array.from({ length: tail }, (_, i) => ({
      before: before.length - tail + i,
      after: after.length - tail + i,
    })),
  ];
}

/** Where two lists differ: what each holds between the same two equal items, as indices. */
export type Gap = { readonly before: number[]; readonly after: number[] };

/** The gaps that are left when as many items as possible are equal. */
export function gapsBetween<T>(
  before: readonly T[],
  after: readonly T[],
  equal: (one: T, other: T) => boolean,
): Gap[] {
  const gaps: Gap[] = [];
  let open: Gap | undefined;
  for (const one of align(before, after, equal)) {
    if (one.before !== undefined && one.after !== undefined) {
      open = undefined;
      continue;
    }
    if (!open) gaps.push((open = { before: [], after: [] }));
    if (one.before !== undefined) open.before.push(one.before);
    if (one.after !== undefined) open.after.push(one.after);
  }
  return gaps;
}

function step(before: number | undefined, after: number | undefined): Step {
  return { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

function alignMiddle(
  rows: number,
  columns: number,
  same: (i: number, j: number) => boolean,
): Step[] {
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  if (rows * columns <= MOST_COMPARISONS) {
    const common = commonLengths(rows, columns, same);
    while (i < rows && j < columns) {
      if (same(i, j)) steps.push({ before: i++, after: j++ });
      else if (common(i + 1, j) >= common(i, j + 1)) steps.push({ before: i++ });
      else steps.push({ after: j++ });
    }
  }
  while (i < rows) steps.push({ before: i++ });
  while (j < columns) steps.push({ after: j++ });
  return steps;
}

/** How many items the rests of both lists have in common, from each pair of places on. */
function commonLengths(
  rows: number,
  columns: number,
  same: (i: number, j: number) => boolean,
): (i: number, j: number) => number {
  const width = columns + 1;
  const lengths = new Uint32Array((rows + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = same(i, j)
        ? at(i + 1, j + 1) + 1
        : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  return at;
}
