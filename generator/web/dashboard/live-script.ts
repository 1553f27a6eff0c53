/**
 * Keeps a page of the dashboard as new as the server: told of a change it loads the page again and exchanges
 * the parts that differ, so that scrolling, focus and open details stay. Served as a file, never inline.
 */
export const liveScript = `'use strict';
(() => {
  const PAUSE_MS = 1000;
  const AGES_MS = 60000;
  const RETRY_MS = 15000;
  const live = document.getElementById('live');
  let waiting, running = false, again = false, last = 0;

  function say(words, lost) {
    if (live.textContent !== words) live.textContent = words;
    live.classList.toggle('lost', lost);
  }

  function keepOpen(now, next) {
    for (const details of now.querySelectorAll('details[id]')) {
      const same = next.querySelector('#' + CSS.escape(details.id));
      if (same) same.open = details.open;
    }
  }

  function exchange(now, next) {
    keepOpen(now, next);
    if (now.isEqualNode(next)) return;
    const focused = now.contains(document.activeElement) ? document.activeElement : undefined;
    const href = focused && focused.getAttribute('href');
    now.replaceWith(next);
    if (!href) return;
    const heir = [...next.querySelectorAll('a')].find((one) => one.getAttribute('href') === href);
    if (heir) heir.focus({ preventScroll: true });
  }

  function exchangeRows(now, next) {
    const known = new Map([...now.children].map((row) => [row.id, row]));
    const wanted = [...next.children];
    const keep = new Set(wanted.map((row) => row.id));
    for (const [id, row] of known) if (!keep.has(id)) row.remove();
    wanted.forEach((row, index) => {
      const old = known.get(row.id);
      if (old && old.isEqualNode(row)) row = old;
      else if (old) {
        exchange(old, row);
      }
      if (now.children[index] !== row) now.insertBefore(row, now.children[index] || null);
    });
  }

  async function load() {
    const answer = await fetch(location.href, { cache: 'no-store', redirect: 'manual' });
    if (!answer.ok) throw new Error('answered ' + answer.status);
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of next.querySelectorAll('[data-live]')) {
      const now = document.getElementById(part.id);
      if (!now) continue;
      if (now.hasAttribute('data-keyed')) exchangeRows(now, part);
      else exchange(now, part);
    }
  }

  async function refresh() {
    waiting = undefined;
    if (document.hidden) { again = true; return; }
    if (running) { again = true; return; }
    running = true;
    again = false;
    last = Date.now();
    try {
      await load();
      say('live', false);
    } catch {
      say('not live: load the page again', true);
    }
    running = false;
    if (again) soon();
  }

  function soon() {
    if (waiting === undefined) waiting = setTimeout(refresh, Math.max(0, last + PAUSE_MS - Date.now()));
  }

  function listen() {
    const source = new EventSource(document.body.dataset.events);
    let opened = false;
    source.addEventListener('open', () => {
      say('live', false);
      if (opened) soon();
      opened = true;
    });
    source.addEventListener('change', soon);
    source.addEventListener('error', () => {
      say('reconnecting', true);
      if (source.readyState === EventSource.CLOSED) setTimeout(() => { soon(); listen(); }, RETRY_MS);
    });
  }

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && again) soon();
  });
  setInterval(soon, AGES_MS);
  listen();
})();
`;
