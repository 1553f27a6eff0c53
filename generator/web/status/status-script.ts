import { STATUS_MARKER } from './marker.ts';
import { WAKE_PATH } from './wake.ts';

/**
 * Keeps the status page new, and gives way to the app as soon as an answer comes without the marker. Wakes a
 * sleeping environment once a person looks at the page: it has to be visible, and no robot's.
 */
export const statusScript = `'use strict';
(() => {
  const MARKER = '${STATUS_MARKER}';
  const WAKE = '${WAKE_PATH}';
  const ROBOT = /bot|crawl|spider|slurp|preview|unfurl|fetch|monitor|lighthouse/i;
  /** Of the proxy in front, between the page and the app. */
  const BETWEEN = [502, 503, 504];
  const LOOK_MS = 700;
  const card = () => document.getElementById('status');
  const said = document.getElementById('said');
  let timer, wakes = 0;

  function say(words) {
    if (said.textContent !== words) said.textContent = words;
  }

  function later(seconds) {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(1, Number(seconds) || 10) * 1000);
  }

  async function look() {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, {
        cache: 'no-store', redirect: 'manual', headers: { accept: 'text/html' },
      });
      const state = answer.headers.get(MARKER);
      if (state === null) {
        if (!BETWEEN.includes(answer.status)) { location.reload(); return; }
      } else {
        show(await answer.text(), state);
      }
    } catch {
      // Offline, or between two instances: asked again.
    }
    later(card().dataset.poll);
  }

  function show(text, state) {
    const next = new DOMParser().parseFromString(text, 'text/html');
    const news = next.getElementById('status');
    if (!news) return;
    const changed = card().dataset.state !== state;
    if (!card().isEqualNode(news)) card().replaceWith(news);
    document.title = next.title;
    if (changed) { say(''); wakes = 0; }
    visit();
  }

  /** A person who sees that it sleeps wants it awake. */
  function visit() {
    if (wakes > 0 || card().dataset.state !== 'sleeping') return;
    if (document.hidden || document.prerendering || ROBOT.test(navigator.userAgent)) return;
    wakes += 1;
    setTimeout(() => { if (!document.hidden) wake(); else wakes = 0; }, LOOK_MS);
  }

  async function wake() {
    if (card().dataset.state !== 'sleeping') return;
    try {
      const answer = await fetch(WAKE, { method: 'POST', headers: { accept: 'application/json' } });
      const body = await answer.json();
      say(answer.ok ? 'It wakes up; this takes some seconds.' : 'Not woken: ' + body.error + '.');
      const again = Number(answer.headers.get('retry-after'));
      if (answer.status === 429 && wakes < 5) { wakes += 1; setTimeout(wake, (again || 10) * 1000); }
    } catch {
      say('It could not be woken: the network does not answer.');
    }
    later(2);
  }

  document.addEventListener('submit', (event) => {
    if (event.target.id !== 'wake-form') return;
    event.preventDefault();
    wakes += 1;
    wake();
  });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) { visit(); later(1); } });
  visit();
  later(card().dataset.poll);
})();
`;
