import { shown } from '../text.ts';

/** What `/readyz` says in its body. */
export type HealthBody = {
  readonly ready: boolean;
  readonly draining?: boolean;
  readonly parts: Readonly<Record<string, { readonly ok: boolean; readonly detail: string }>>;
};

/** Whether what the generator cannot work without answers. */
export function HealthParts({ health }: { health: HealthBody }) {
  const parts = Object.entries(health.parts);
  const faults = parts.filter(([, { ok }]) => !ok).length;
  const state = health.draining ? 'is being stopped' : health.ready ? 'ready' : 'not ready yet';
  return (
    <section
      class={`card ${faults > 0 ? 'alarm' : ''}`}
      aria-labelledby="health-title"
      id="health"
      data-live=""
    >
      <h2 id="health-title">
        Generator <span class="quiet">{state}</span>
      </h2>
      <ul class="parts">
        {parts.map(([name, { ok, detail }]) => (
          <li key={name}>
            <span class={`state ${ok ? 'good' : 'bad'}`}>
              <span aria-hidden="true">{ok ? '✓' : '✕'}</span> {shown(name, 30)}
            </span>{' '}
            <span class={ok ? 'quiet' : ''}>{shown(detail, 200)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
