import { minuteOf } from './time.ts';

/** A time as rough words, the exact one behind them. */
export function Moment({ time, words }: { time: string; words: string }) {
  const exact = minuteOf(time);
  if (exact === undefined) return <>unknown</>;
  return (
    <time dateTime={new Date(time).toISOString()} title={exact}>
      {words}
    </time>
  );
}
