/** The page's only script: keeps the parts with \`data-live\` as they would be after loading the page again. */
export const liveScript = `'use strict';
(() => {
  const parts = (root) => [...root.querySelectorAll('[data-live]')];
  const titles = (part) => [...part.querySelectorAll('details')].map((one) => [one, one.querySelector('summary')?.textContent]);
  const told = new Map();
  async function look() {
    if (document.hidden) return;
    const response = await fetch(location.pathname, { cache: 'no-store' });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const next of parts(fresh)) {
      const name = next.dataset.live;
      const part = parts(document).find((one) => one.dataset.live === name);
      const before = told.get(name) ?? part?.innerHTML;
      told.set(name, next.innerHTML);
      if (!part || before === next.innerHTML || part.contains(document.activeElement)) continue;
      const open = titles(part).filter(([one]) => one.open).map(([, title]) => title);
      part.innerHTML = next.innerHTML;
      for (const [one, title] of titles(part)) if (open.includes(title)) one.open = true;
    }
  }
  const again = () => setTimeout(() => look().catch(() => undefined).then(again), 1000);
  again();
})();
`;
