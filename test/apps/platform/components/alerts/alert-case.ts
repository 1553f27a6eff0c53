/** Series by name and labels, each with its values in promtool's notation, one a minute: `0+1x30` counts up to 30. */
export type Series = Readonly<Record<string, string>>;

/** What happens, and the alerts it causes. */
export type Firing = {
  readonly is: string;
  readonly series: Series;
  /** When it is looked at. */
  readonly at: string;
  /** One for each alert; `value`: how `{{ $value | … }}` reads in its texts. */
  readonly alerts: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value?: string;
  }[];
};

export type AlertCase = {
  readonly fires: readonly Firing[];
  /** What differs from the first of `fires` where nothing is wrong; `undefined`: the series is not there. */
  readonly silent: Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;
};

/** The same value for two hours. */
export const stays = (value: number | string): string => `${value}+0x120`;
/** The same value for twelve hours. */
export const staysLong = (value: number | string): string => `${value}+0x720`;
