import { baseStyle } from './base-style.ts';

/** The status page's only style sheet: one card in the middle. */
export const statusStyle = `${baseStyle}
body { min-height: 100vh; display: grid; place-items: center; padding: 1rem; font-size: 15px; }
main { width: min(36rem, 100%); }
.card { padding: 1.75rem 2rem; box-shadow: 0 1px 2px rgb(0 0 0 / 6%), 0 8px 24px rgb(0 0 0 / 6%); }
.name { color: var(--quiet); margin: 0 0 .6rem; font-size: .9rem; }
h1 { display: flex; align-items: center; gap: .7rem; font-size: 1.5rem; margin: 0 0 .6rem; }
.mark { flex: none; display: inline-grid; place-items: center; width: 2.2rem; height: 2.2rem; border-radius: 50%; font-size: 1.1rem; }
.reason { font-size: 1rem; }
.steps { list-style: none; display: grid; grid-template-columns: repeat(5, 1fr); margin: 1.4rem 0; padding: 0; font-size: .8rem; text-align: center; }
.steps li { position: relative; padding-top: 1.2rem; color: var(--quiet); }
.steps li::before { content: ""; position: absolute; z-index: 1; top: 0; left: calc(50% - .4rem); width: .8rem; height: .8rem; border-radius: 50%; background: var(--card); border: 2px solid var(--line); }
.steps li + li::after { content: ""; position: absolute; top: .35rem; right: 50%; width: 100%; height: 2px; background: var(--line); }
.steps .done { color: var(--text); }
.steps .done::before { background: var(--good); border-color: var(--good); }
.steps .done + li::after { background: var(--good); }
.steps .current { color: var(--text); font-weight: 600; }
.steps .current::before { background: var(--busy); border-color: var(--busy); }
.steps .failed { color: var(--bad); font-weight: 600; }
.steps .failed::before { background: var(--bad); border-color: var(--bad); }
@media (prefers-reduced-motion: no-preference) {
  .steps .current::before { animation: breathe 1.8s ease-in-out infinite; }
}
@keyframes breathe { 50% { box-shadow: 0 0 0 .35rem var(--busy-soft); } }
form { margin: 1.2rem 0; }
button { font: inherit; font-weight: 600; color: var(--card); background: var(--busy); border: 0; border-radius: 8px; padding: .5rem 1.1rem; cursor: pointer; }
button:hover { filter: brightness(1.1); }
.links { margin-top: 1.2rem; }
.said { min-height: 1.5rem; margin: .8rem 0 0; text-align: center; color: var(--quiet); }
@media (max-width: 30rem) {
  .card { padding: 1.25rem; }
  .steps { font-size: .72rem; }
}
`;
