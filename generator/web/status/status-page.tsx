import type { Assets } from '../assets.ts';
import { Document } from '../document.tsx';
import { SafeLink } from '../safe-link.tsx';
import { STATE_LOOKS } from '../state-look.ts';
import { Coded } from '../coded.tsx';
import { sentence, shown } from '../text.ts';
import type { StatusFacts } from './facts.ts';
import type { Step } from './steps.ts';
import { WAKE_PATH } from './wake.ts';

export type StatusPageProps = {
  readonly facts: StatusFacts;
  readonly assets: Assets;
  /** What came of the form's button. @default - it was not pressed */
  readonly said?: string;
};

/** Pages of states in which nothing happens by itself still look again now and then. Seconds. */
const CALM_POLL = 30;

const STEP_WORDS: Readonly<Record<Step['name'], string>> = {
  approved: 'Approved',
  image: 'Image built',
  place: 'Place found',
  deployed: 'Deployed',
  answers: 'Answers',
};

/** What a preview's address shows as long as its app does not. */
export function StatusPage({ facts, assets, said }: StatusPageProps) {
  const { id, state, reason, position, steps, pullRequest, retryAfter = CALM_POLL } = facts;
  const look = looks(state);
  return (
    <Document
      title={`${look.word} · ${id}`}
      style={assets.href('status.css')}
      script={assets.href('status.js')}
      icon={assets.href('icon.svg')}
      refresh={said === undefined ? `${retryAfter}` : '3;url=/'}
    >
      <main>
        <div class="card" id="status" data-state={state} data-poll={retryAfter}>
          <p class="name">{id}</p>
          <h1>
            <span class={`mark ${look.tone}`} aria-hidden="true">
              {look.glyph}
            </span>{' '}
            {headline(state, position)}
          </h1>
          <p class="reason">
            <Coded text={reason} />
          </p>
          {steps.length > 0 ? <Steps steps={steps} /> : null}
          {state === 'sleeping' ? (
            <form method="post" action={WAKE_PATH} id="wake-form">
              <button type="submit">Wake it up</button>
            </form>
          ) : null}
          {pullRequest === undefined ? null : (
            <p class="links">
              <SafeLink href={pullRequest}>Pull request</SafeLink>
            </p>
          )}
        </div>
        <p class="said" id="said" role="status">
          {said === undefined ? null : sentence(said)}
        </p>
      </main>
    </Document>
  );
}

function looks(state: StatusFacts['state']) {
  return state === 'unknown'
    ? ({ word: 'no preview', glyph: '○', tone: 'calm' } as const)
    : STATE_LOOKS[state];
}

const HEADLINES: Readonly<Record<StatusFacts['state'], string>> = {
  unknown: 'No preview here',
  skipped: 'No preview',
  'awaiting-approval': 'Waits for approval',
  building: 'Waits for its image',
  queued: 'Waits for a place',
  deploying: 'Is being deployed',
  ready: 'Starts to answer',
  degraded: 'Does not answer well',
  failed: 'Failed',
  sleeping: 'Asleep',
  preserved: 'Preserved',
  destroying: 'Is being removed',
  destroyed: 'Removed',
};

function headline(state: StatusFacts['state'], position: number | undefined): string {
  const place = state === 'queued' && position !== undefined ? `, position ${position}` : '';
  return shown(`${HEADLINES[state]}${place}`);
}

function Steps({ steps }: { steps: readonly Step[] }) {
  return (
    <ol class="steps" aria-label="Progress">
      {steps.map(({ name, standing }) => (
        <li
          key={name}
          class={standing}
          aria-current={standing === 'current' || standing === 'failed' ? 'step' : undefined}
        >
          {STEP_WORDS[name]}
          <span class="unseen">{MEANINGS[standing]}</span>
        </li>
      ))}
    </ol>
  );
}

const MEANINGS: Readonly<Record<Step['standing'], string>> = {
  done: ': done',
  current: ': now',
  failed: ': failed',
  ahead: ': later',
};
