/** Colours, type and the few shapes that both the dashboard and the status page have. */
export const baseStyle = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --line: #d9dde3; --text: #1c2128; --quiet: #58606b;
  --link: #1f55ad; --code: #eef0f3;
  --good: #176b34; --busy: #1f55ad; --wait: #7a5200; --warn: #9a4300; --bad: #b3211b; --calm: #58606b;
  --good-soft: #e6f4ea; --busy-soft: #e8effb; --wait-soft: #fbf1d9; --warn-soft: #fdeedf;
  --bad-soft: #fdeceb; --calm-soft: #eef0f3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1318; --card: #171c23; --line: #323a45; --text: #e4e8ee; --quiet: #9da7b3;
    --link: #86b6ff; --code: #212831;
    --good: #62cf86; --busy: #86b6ff; --wait: #e2b550; --warn: #f2a365; --bad: #ff938b; --calm: #a6b0bc;
    --good-soft: #14291c; --busy-soft: #172740; --wait-soft: #2d2611; --warn-soft: #332314;
    --bad-soft: #3a1c1b; --calm-soft: #232a33;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 14px/1.45 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
h1 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: .95rem; margin: 0 0 .6rem; }
h3 { font-size: .9rem; margin: 0 0 .3rem; }
p { margin: 0 0 .6rem; overflow-wrap: anywhere; }
ul, ol { margin-top: 0; }
.card > ul:last-child { margin-bottom: 0; }
p:last-child { margin-bottom: 0; }
.quiet { color: var(--quiet); font-weight: 400; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .9rem 1rem; }
code, pre { font: .92em/1.5 ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace; background: var(--code); border-radius: 5px; }
code { padding: .1em .35em; overflow-wrap: anywhere; }
pre { margin: .4rem 0 0; padding: .6rem .8rem; overflow: auto; max-height: 24rem; }
.state { display: inline-block; border-radius: 1rem; padding: .05rem .6rem; font-weight: 600; white-space: nowrap; }
.good { color: var(--good); background: var(--good-soft); }
.busy { color: var(--busy); background: var(--busy-soft); }
.wait { color: var(--wait); background: var(--wait-soft); }
.warn { color: var(--warn); background: var(--warn-soft); }
.bad { color: var(--bad); background: var(--bad-soft); }
.calm { color: var(--calm); background: var(--calm-soft); }
`;
