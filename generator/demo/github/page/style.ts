/** The page's only stylesheet. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f8fa; --card: #ffffff; --line: #d1d9e0; --text: #1f2328; --quiet: #59636e;
  --link: #0550ae; --accent: #1a7f37; --accent-text: #ffffff; --code: #eff2f5;
  --open: #1a7f37; --closed: #b3261e; --merged: #6e40c9; --draft: #59636e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --card: #151b23; --line: #3d444d; --text: #e6edf3; --quiet: #9aa4af;
    --link: #6cb2ff; --accent: #2ea043; --accent-text: #04140a; --code: #212830;
    --open: #4ac26b; --closed: #ff8a80; --merged: #b794ff; --draft: #9aa4af;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
a { color: var(--link); }
header.top { background: var(--card); border-bottom: 1px solid var(--line); padding: .75rem 1.25rem; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: baseline; }
header.top strong { font-size: 1.05rem; }
header.top nav { display: flex; flex-wrap: wrap; gap: 1rem; margin-left: auto; }
main { max-width: 70rem; margin: 0 auto; padding: 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .25rem 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 0 0 .75rem; }
.number { color: var(--quiet); font-weight: 400; }
.quiet { color: var(--quiet); }
.facts { display: flex; flex-wrap: wrap; gap: .35rem .75rem; align-items: center; margin: 0 0 1.25rem; color: var(--quiet); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.1rem; margin-bottom: 1.1rem; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) 19rem; gap: 1.1rem; align-items: start; }
@media (max-width: 56rem) { .columns { grid-template-columns: minmax(0, 1fr); } }
table.pulls { width: 100%; border-collapse: collapse; }
table.pulls th { text-align: left; font-weight: 600; color: var(--quiet); font-size: .85rem; }
table.pulls th, table.pulls td { padding: .45rem .6rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
table.pulls tr:last-child td { border-bottom: 0; }
table.pulls td.title { overflow-wrap: anywhere; min-width: 10rem; }
table.pulls td.head { max-width: 12rem; overflow-wrap: anywhere; min-width: 7rem; }
table.pulls code { white-space: nowrap; }
.scroll { overflow-x: auto; }
.state { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; font-weight: 600; white-space: nowrap; }
.state.open { color: var(--open); } .state.closed { color: var(--closed); } .state.merged { color: var(--merged); } .state.draft { color: var(--draft); }
.label { display: inline-flex; gap: .3rem; align-items: center; border: 1px solid var(--line); border-radius: 1rem; padding: 0 .55rem; font-size: .85rem; background: var(--code); color: var(--text); overflow-wrap: anywhere; }
form { margin: 0; }
form.stack { display: grid; gap: .7rem; }
section > .buttons + form { margin-top: .7rem; }
form.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; }
form.inline { display: inline; }
form.inline.label { display: inline-flex; }
form.row label { flex: 1 1 8rem; }
label { display: grid; gap: .2rem; font-size: .9rem; font-weight: 600; }
label.check { display: flex; gap: .5rem; align-items: center; font-weight: 400; }
input[type=text], select, textarea { font: inherit; font-weight: 400; color: inherit; background: var(--page); border: 1px solid var(--line); border-radius: .4rem; padding: .35rem .55rem; width: 100%; }
textarea { min-height: 5rem; resize: vertical; }
button { font: inherit; font-weight: 600; color: var(--text); background: var(--code); border: 1px solid var(--line); border-radius: .4rem; padding: .35rem .8rem; cursor: pointer; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--accent-text); }
button.mini { border: 0; background: none; padding: 0 .1rem; color: var(--quiet); line-height: 1; }
button:hover { filter: brightness(1.08); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; }
.side section + section, .side > section + div > section:first-child { border-top: 1px solid var(--line); margin-top: 1rem; padding-top: 1rem; }
article.comment { border: 1px solid var(--line); border-radius: .6rem; margin-bottom: 1rem; background: var(--card); overflow: hidden; }
article.comment > header { background: var(--code); border-bottom: 1px solid var(--line); padding: .45rem .9rem; }
article.comment > .body { padding: .3rem .9rem .6rem; overflow-wrap: break-word; }
article.comment > header h3 { display: inline; font-size: 1em; }
.body h3, .body h4 { margin: .6rem 0 .4rem; font-size: 1.1rem; }
.body p { margin: .5rem 0; }
.body td { border: 1px solid var(--line); padding: .25rem .6rem; }
.body table { display: block; overflow-x: auto; border-collapse: collapse; margin: .6rem 0; }
code, pre { font: .88em/1.5 ui-monospace, "DejaVu Sans Mono", monospace; background: var(--code); border-radius: .3rem; }
code { padding: .1em .35em; overflow-wrap: anywhere; }
pre { padding: .75rem .9rem; overflow: auto; max-height: 26rem; margin: .5rem 0; }
pre code { padding: 0; background: none; overflow-wrap: normal; }
details > summary { cursor: pointer; font-weight: 600; padding: .15rem 0; overflow-wrap: anywhere; }
ul.surfaces { list-style: none; margin: 0; padding: 0; display: grid; gap: .6rem; font-size: .9rem; overflow-wrap: anywhere; }
ul.deliveries { list-style: none; margin: 0; padding: 0; display: grid; gap: .25rem; font-size: .88rem; }
.guide ol { margin: .5rem 0 0; padding-left: 1.4rem; display: grid; gap: .45rem; }
.guide .addresses { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; margin: 0; }
.note { margin: 0 0 1rem; padding: .5rem .9rem; border-left: .25rem solid var(--accent); background: var(--card); border-radius: .3rem; }
.note.wrong { border-color: var(--closed); }
.skip { position: absolute; left: -100rem; } .skip:focus { position: static; }
`;
