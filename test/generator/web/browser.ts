import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { DOMAIN } from './sample-views.ts';

/** Debian's. */
const CHROMIUM = '/usr/bin/chromium';

function hasChromium(): boolean {
  return existsSync(CHROMIUM);
}

/** Tests with Debian's Chromium; left out where there is none, which fails where it is required. */
export function describeInBrowser(name: string, tests: (browser: () => Browser) => void): void {
  if (!hasChromium() && process.env.CHROMIUM === 'required') {
    throw new Error(`${CHROMIUM} is not there, and CHROMIUM=required: install Debian's chromium`);
  }
  const describeHere = hasChromium() ? describe : describe.skip;
  describeHere(name + (hasChromium() ? '' : ` (${CHROMIUM} is not there)`), () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await openBrowser();
    }, 60_000);
    afterAll(() => browser.close());
    tests(() => browser);
  });
}

/** A browser that finds every preview on this machine. */
function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', `--host-resolver-rules=MAP *.${DOMAIN} 127.0.0.1`],
  });
}

export type Looked = {
  readonly page: Page;
  /** What the console complained about: errors of scripts, and what the Content-Security-Policy refused. */
  readonly complaints: readonly string[];
};

/** A page of its own context. That an answer is 404, 410 or 503 is no complaint: it is meant. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Looked> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    const meant = /^Failed to load resource: .* status of (404|410|429|503) /.test(text);
    if (message.type() !== 'log' && !meant) complaints.push(`${message.type()}: ${text}`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, complaints };
}

type AxeResults = {
  violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
};

/** What axe finds, a line each. */
export async function axe(page: Page): Promise<string[]> {
  const path = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  await page.evaluate(await readFile(path, 'utf8'));
  const results = await page.evaluate<AxeResults>('axe.run()');
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
  );
}

/** Keeps a picture for people in the folder that `SCREENSHOTS` names, if it names one. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
