import { baseStyle } from './base-style.ts';

/** The dashboard's only style sheet. */
export const dashboardStyle = `${baseStyle}
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
header.top { display: flex; align-items: center; gap: 1rem; padding: .65rem 1.25rem; background: var(--card); border-bottom: 1px solid var(--line); }
.brand { font-weight: 700; color: var(--text); text-decoration: none; }
.live { margin: 0 0 0 auto; color: var(--quiet); font-size: .85rem; }
.live:not(:empty)::before { content: ""; display: inline-block; width: .5rem; height: .5rem; margin-right: .4rem; border-radius: 50%; background: var(--good); }
.live.lost::before { background: var(--bad); }
main { max-width: 92rem; margin: 0 auto; padding: 1.1rem 1.25rem; }
footer { max-width: 92rem; margin: 0 auto; padding: 0 1.25rem 1.5rem; font-size: .85rem; }
main > .card, #view > .card { margin-bottom: 1rem; }
.overview { display: grid; grid-template-columns: 1.7fr 1.1fr 1.3fr; gap: 1rem; margin-bottom: 1.1rem; align-items: stretch; }
.alarm { border-left: 3px solid var(--bad); }
ul.bars { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .6rem 1.25rem; }
ul.bars li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 .75rem; }
.bar-name { font-weight: 600; }
.bar { width: 100%; height: 6px; margin-top: .25rem; border-radius: 3px; overflow: hidden; }
.bar .whole { fill: var(--line); }
.bar .used { fill: var(--busy); }
.bar.high .used { fill: var(--wait); }
.bar.full .used { fill: var(--bad); }
ol.queue, ul.parts { margin: 0; padding-left: 1.4rem; }
ol.queue:empty { display: none; }
ul.parts { list-style: none; padding: 0; display: grid; gap: .35rem; overflow-wrap: anywhere; }
nav.states { display: flex; flex-wrap: wrap; gap: .4rem; margin-bottom: .7rem; }
.choice { border: 1px solid transparent; border-radius: 1rem; padding: .1rem .7rem; text-decoration: none; }
.choice:not([class*=" "]), .choice[class="choice "] { color: var(--text); background: var(--card); border-color: var(--line); }
.choice[aria-current] { border-color: currentColor; }
.choice:hover { text-decoration: underline; }
form.filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin-bottom: .8rem; }
form.filter label { display: flex; gap: .4rem; align-items: center; }
input, select, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--quiet); border-radius: 6px; padding: .25rem .55rem; }
input[type=search] { width: 17rem; max-width: 60vw; }
input::placeholder { color: var(--quiet); opacity: 1; }
button { font-weight: 600; cursor: pointer; }
table.environments { width: 100%; border-collapse: separate; border-spacing: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.environments th, .environments td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-bottom: 1px solid var(--line); font-weight: 400; }
.environments tr:last-child > * { border-bottom: 0; }
.environments thead th { font-size: .85rem; white-space: nowrap; color: var(--quiet); }
.environments thead a { color: inherit; text-decoration: none; }
.environments thead a:hover { text-decoration: underline; }
.environments thead th[aria-sort] { color: var(--text); font-weight: 600; }
.environments tbody th > a { font-weight: 600; white-space: nowrap; }
.environments tbody th { width: 26%; }
.environments .links { white-space: nowrap; padding-left: .3rem; }
.environments td:nth-child(n+4) { white-space: nowrap; }
.environments code { white-space: nowrap; }
.title, td .reason { color: var(--quiet); overflow-wrap: anywhere; }
td .reason { margin-top: .15rem; }
td .state { font-size: .9em; }
.amounts { white-space: nowrap; }
td.none { padding: 2rem; text-align: center; color: var(--quiet); }
nav.pager { display: flex; gap: 1rem; padding: .8rem 0; }
.standing { font-size: 1.05rem; }
ul.services { margin: .4rem 0 0; padding-left: 1.2rem; overflow-wrap: anywhere; }
ul.services:empty { display: none; }
.finding + .finding { border-top: 1px solid var(--line); margin-top: .8rem; padding-top: .8rem; }
details > summary { cursor: pointer; color: var(--link); }
dl.facts { margin: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .7rem 1.5rem; }
dt { color: var(--quiet); font-size: .85rem; }
dd { margin: 0; overflow-wrap: anywhere; }
ol.history { list-style: none; margin: 0; padding: 0; display: grid; gap: .35rem; }
@media (max-width: 64rem) {
  .overview { grid-template-columns: 1fr 1fr; }
  .overview > :first-child { grid-column: 1 / -1; }
  .wide { display: none; }
}
@media (max-width: 40rem) {
  .overview { grid-template-columns: 1fr; }
  main { padding: .8rem; }
  .environments th, .environments td { padding: .45rem .5rem; }
  .environments tbody th { width: 38%; }
  .environments .links { padding-left: 0; }
  .environments tr > :last-child { display: none; }
}
`;
