import type { Amount } from '../../reconcile/capacity/amount.ts';
import { quantityWords } from './quantity-words.ts';

/** What environments hold, and what all together may hold. */
export type Usage = { readonly used: Amount; readonly whole: Amount };

const KINDS = ['cpu', 'memory', 'storage', 'pods', 'environments'] as const;
const NAMES = { cpu: 'CPU', memory: 'Memory', storage: 'Storage', pods: 'Pods' } as const;

/** How full the capacity is, a bar for each kind. */
export function CapacityBars({ usage }: { usage: Usage | undefined }) {
  return (
    <section class="card" aria-labelledby="capacity-title" id="capacity" data-live="">
      <h2 id="capacity-title">Capacity</h2>
      {usage === undefined ? (
        <p class="quiet">Not known yet.</p>
      ) : (
        <ul class="bars">
          {KINDS.map((kind) => (
            <Bar key={kind} kind={kind} usage={usage} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Bar({ kind, usage }: { kind: (typeof KINDS)[number]; usage: Usage }) {
  const used = usage.used[kind];
  const whole = usage.whole[kind];
  const percent = whole > 0 ? Math.round((100 * used) / whole) : used > 0 ? 100 : 0;
  const level = percent >= 100 ? 'full' : percent >= 80 ? 'high' : 'low';
  return (
    <li>
      <span class="bar-name">{kind === 'environments' ? 'Environments' : NAMES[kind]}</span>
      <span class="bar-words">
        {quantityWords(kind, used)} of {quantityWords(kind, whole)}
        {kind === 'cpu' ? ' cores' : ''} <span class="quiet">{percent} %</span>
      </span>
      {/* An attribute, because a width in a style would be an inline style. */}
      <svg class={`bar ${level}`} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <rect class="whole" width="100" height="1" />
        <rect class="used" width={Math.min(100, Math.max(0, percent))} height="1" />
      </svg>
    </li>
  );
}
