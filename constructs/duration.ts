const MILLISECONDS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** How a duration is written in `platform.yaml`: a whole number and one unit, `90s`, `30m`, `48h`, `7d`. */
export const DURATION_PATTERN = /^([1-9]\d{0,5})([smhd])$/;

/** Milliseconds of a duration such as `48h`. Throws for anything that `DURATION_PATTERN` does not match. */
export function parseDuration(text: string): number {
  const match = DURATION_PATTERN.exec(text);
  const unit = match?.[2] && MILLISECONDS[match[2]];
  if (!match || !unit) {
    throw new Error(`expected a duration such as 90s, 30m, 48h or 7d, got ${JSON.stringify(text)}`);
  }
  return Number(match[1]) * unit;
}
