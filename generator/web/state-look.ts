import type { ViewState } from '../feedback/view.ts';

/** How loud a state is; the style sheets know a colour for each. */
export type Tone = 'good' | 'busy' | 'wait' | 'warn' | 'bad' | 'calm';

export type Look = {
  readonly word: string;
  /** One character that system fonts have; never alone, the word stands beside it. */
  readonly glyph: string;
  readonly tone: Tone;
};

export const STATE_LOOKS: Readonly<Record<ViewState, Look>> = {
  failed: { word: 'failed', glyph: '✕', tone: 'bad' },
  degraded: { word: 'degraded', glyph: '!', tone: 'warn' },
  'awaiting-approval': { word: 'waits for approval', glyph: '?', tone: 'wait' },
  queued: { word: 'queued', glyph: '≡', tone: 'wait' },
  building: { word: 'building', glyph: '◌', tone: 'busy' },
  deploying: { word: 'deploying', glyph: '↑', tone: 'busy' },
  ready: { word: 'ready', glyph: '✓', tone: 'good' },
  sleeping: { word: 'asleep', glyph: '☾', tone: 'calm' },
  preserved: { word: 'preserved', glyph: '◆', tone: 'good' },
  destroying: { word: 'being removed', glyph: '↓', tone: 'calm' },
  destroyed: { word: 'removed', glyph: '–', tone: 'calm' },
  skipped: { word: 'no preview', glyph: '○', tone: 'calm' },
};

/** The states, those that want somebody's attention first. */
export const BY_URGENCY = Object.keys(STATE_LOOKS) as readonly ViewState[];
