/** Any panel of Grafana, without its place. */
export type Panel = {
  readonly type: string;
  readonly title: string;
  /** Of 24 columns. */
  readonly width: number;
  /** Of about 30 pixels. */
  readonly height: number;
  readonly model: object;
};

/** Panels under one heading. */
export type Section = { readonly title: string; readonly panels: readonly Panel[] };

const COLUMNS = 24;

/** Gives every panel its place, from left to right and top to bottom, and its number. */
export function layOut(sections: readonly Section[]): object[] {
  const placed: object[] = [];
  let top = 0;
  const place = (panel: object, at: { x: number; w: number; h: number }) => {
    placed.push({ id: placed.length + 1, gridPos: { ...at, y: top }, ...panel });
  };
  for (const { title, panels } of sections) {
    place({ type: 'row', title, collapsed: false, panels: [] }, { x: 0, w: COLUMNS, h: 1 });
    top += 1;
    let left = 0;
    let highest = 0;
    for (const { height, model, title: heading, type, width } of panels) {
      if (left + width > COLUMNS) {
        top += highest;
        left = 0;
        highest = 0;
      }
      place({ type, title: heading, ...model }, { x: left, w: width, h: height });
      left += width;
      highest = Math.max(highest, height);
    }
    top += highest;
  }
  return placed;
}
