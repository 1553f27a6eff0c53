import { Fragment } from 'preact';
import { sentence } from './text.ts';

/** A sentence of ours, in which pairs of backticks mark code; without pairs they mean nothing. */
export function Coded({ text, max }: { text: string; max?: number }) {
  const line = sentence(text, max);
  const parts = line.split('`');
  if (parts.length % 2 === 0) return <>{line}</>;
  return (
    <>
      {parts.map((part, index) => (
        <Fragment key={index}>{index % 2 === 0 ? part : <code>{part}</code>}</Fragment>
      ))}
    </>
  );
}
