import type { ViewState } from '../feedback/view.ts';
import { STATE_LOOKS } from './state-look.ts';

/** A state as icon and word. */
export function StatePill({ state, after }: { state: ViewState; after?: string | undefined }) {
  const { word, glyph, tone } = STATE_LOOKS[state];
  return (
    <span class={`state ${tone}`}>
      <span aria-hidden="true">{glyph}</span> {word}
      {after}
    </span>
  );
}
