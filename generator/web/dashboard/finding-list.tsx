import type { Finding } from '../../diagnosis/finding.ts';
import { Coded } from '../coded.tsx';
import { shown } from '../text.ts';

const MOST_FINDINGS = 10;
const MOST_LINES = 40;
const MOST_CHARACTERS = 300;

/** What is wrong with what runs, each with what mends it and the last lines of its log. */
export function FindingList({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <section class="card alarm" aria-labelledby="findings-title">
      <h2 id="findings-title">What is wrong</h2>
      {findings.slice(0, MOST_FINDINGS).map((finding, index) => (
        <OneFinding key={index} finding={finding} index={index} />
      ))}
      {findings.length > MOST_FINDINGS ? (
        <p>… and {findings.length - MOST_FINDINGS} more.</p>
      ) : null}
    </section>
  );
}

function OneFinding({ finding, index }: { finding: Finding; index: number }) {
  const { part, summary, fix, log = [] } = finding;
  return (
    <article class="finding">
      <h3>{shown(part, 60)}</h3>
      <p>
        <Coded text={summary} max={500} />
      </p>
      <p class="fix">
        <b>What to do:</b> <Coded text={fix} max={500} />
      </p>
      {log.length > 0 ? (
        <details id={`log-${index}`} open={index === 0}>
          <summary>Last lines of its log</summary>
          {/* It scrolls, so the keyboard has to get there. */}
          <pre tabIndex={0} aria-label={`Log of ${shown(part, 60)}`}>
            {log
              .slice(-MOST_LINES)
              .map((line) => shown(line, MOST_CHARACTERS))
              .join('\n')}
          </pre>
        </details>
      ) : null}
    </article>
  );
}
