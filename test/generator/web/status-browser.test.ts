import express from 'express';
import { VIEW_STATES } from '../../../generator/feedback/view.ts';
import { eventually } from '../../support/eventually.ts';
import { createTestBoard } from './board-fixture.ts';
import { axe, describeInBrowser, openPage, picture } from './browser.ts';
import { failedView, sampleView } from './sample-views.ts';
import { serve } from './serve.ts';
import { startStatus } from './status-fixture.ts';

describeInBrowser('the status page in a browser', (browser) => {
  it.each(['light', 'dark'] as const)(
    'shows every state without a complaint, and axe finds nothing, %s',
    async (colorScheme) => {
      const views = VIEW_STATES.map((state) => sampleView(7, state));
      const board = createTestBoard();
      const server = await startStatus(board);
      const { page, complaints } = await openPage(browser(), { colorScheme });
      for (const view of [undefined, ...views, failedView(7)]) {
        if (view) board.show(view);
        await page.goto(server.site('shop-pr-7'));
        expect(await axe(page)).toEqual([]);
        await picture(page, `status-${view?.state ?? 'unknown'}-${colorScheme}`);
      }
      expect(complaints).toEqual([]);
      await server.close();
    },
    60_000,
  );

  it('follows the states without loading again, and turns into the app when it answers', async () => {
    const board = createTestBoard(sampleView(7, 'building'));
    const server = await startStatus(board);
    const { page, complaints } = await openPage(browser());
    await page.clock.install();
    await page.goto(`${server.site('shop-pr-7')}/cart?a=1#top`);
    await page.evaluate('window.loadedOnce = true');
    board.show(sampleView(7, 'deploying'));
    await page.clock.runFor(10_000);
    await page.getByRole('heading', { name: 'Is being deployed' }).waitFor();
    expect(await page.title()).toBe('deploying · shop-pr-7');
    expect(await page.evaluate('window.loadedOnce')).toBe(true);

    await server.close();
    await page.clock.runFor(4_000);
    const app = express().use((request, response) => {
      response.type('html').send(`<title>Shop</title><h1>The app at ${request.originalUrl}</h1>`);
    });
    const served = await serve(app, server.port);
    await eventually(async () => {
      await page.clock.runFor(3_000);
      expect(await page.title()).toBe('Shop');
    });
    expect(await page.getByRole('heading').textContent()).toBe('The app at /cart?a=1');
    expect(page.url()).toBe(`${server.site('shop-pr-7')}/cart?a=1#top`);
    expect(complaints.filter((one) => !one.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
    await served.close();
  });

  it('stays while the proxy says that nothing answers', async () => {
    const server = await startStatus(createTestBoard(sampleView(7, 'deploying')));
    const { page } = await openPage(browser());
    await page.goto(server.site('shop-pr-7'));
    await server.close();
    let asked = 0;
    const proxy = express().use((request, response) => {
      if (request.path === '/') asked += 1;
      response.status(502).send('Bad Gateway');
    });
    const served = await serve(proxy, server.port);
    await eventually(() => expect(asked).toBeGreaterThan(1), 12_000);
    expect(await page.getByRole('heading').textContent()).toContain('Is being deployed');
    await served.close();
  });

  it('wakes what sleeps when a person looks', async () => {
    const board = createTestBoard(sampleView(7, 'sleeping'));
    const server = await startStatus(board, {
      wake: ({ number }) => board.show(sampleView(Number(number), 'deploying')),
    });
    const { page, complaints } = await openPage(browser());
    await page.goto(server.site('shop-pr-7'));
    await page.getByText('It wakes up').waitFor();
    await page.getByRole('heading', { name: 'Is being deployed' }).waitFor();
    expect(complaints).toEqual([]);
    await server.close();
  });

  it.each([
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/130.0'],
    ['Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'],
    ['Mozilla/5.0 Chrome-Lighthouse'],
  ])('lets %s not wake it', async (userAgent) => {
    const server = await startStatus(createTestBoard(sampleView(7, 'sleeping')));
    const { page } = await openPage(browser(), { userAgent });
    await page.goto(server.site('shop-pr-7'));
    await page.waitForTimeout(1_500);
    expect(server.woken).toEqual([]);
    await server.close();
  });

  it('does not wake from a page that nobody sees', async () => {
    const server = await startStatus(createTestBoard(sampleView(7, 'sleeping')));
    const { page } = await openPage(browser());
    await page.addInitScript(
      "Object.defineProperty(document, 'hidden', { get: () => !window.seen, configurable: true })",
    );
    await page.goto(server.site('shop-pr-7'));
    await page.waitForTimeout(1_500);
    expect(server.woken).toEqual([]);
    await page.evaluate(
      "window.seen = true; document.dispatchEvent(new Event('visibilitychange'))",
    );
    await eventually(() => expect(server.woken).toHaveLength(1));
    await server.close();
  });

  it('wakes by its button without any script', async () => {
    const server = await startStatus(createTestBoard(sampleView(7, 'sleeping')));
    const { page } = await openPage(browser(), { javaScriptEnabled: false });
    await page.goto(server.site('shop-pr-7'));
    await page.waitForTimeout(1_000);
    expect(server.woken).toEqual([]);
    await page.getByRole('button', { name: 'Wake it up' }).click();
    await page.getByText('It wakes up').waitFor();
    expect(server.woken).toHaveLength(1);
    await server.close();
  });

  it('loads itself again without any script', async () => {
    const board = createTestBoard(sampleView(7, 'deploying'));
    const server = await startStatus(board);
    const { page } = await openPage(browser(), { javaScriptEnabled: false });
    await page.goto(server.site('shop-pr-7'));
    board.show(sampleView(7, 'degraded'));
    await page.getByText('Does not answer well').waitFor({ timeout: 8_000 });
    await server.close();
  });
});
