import { eventually } from '../../support/eventually.ts';
import { axe, describeInBrowser, openPage, picture } from '../web/browser.ts';
import { startDemoProcess } from './demo-process.ts';

describeInBrowser('the demo in a browser', (browser) => {
  it.each(['light', 'dark'] as const)(
    'leads a newcomer from the first page to the preview and on, %s',
    async (colorScheme) => {
      const demo = await startDemoProcess();
      const { page, complaints } = await openPage(browser(), { colorScheme });
      page.setDefaultTimeout(30_000);
      const shot = (name: string) => picture(page, `demo-${name}-${colorScheme}`);
      const headline = (text: string) => page.locator('.comment').getByText(text).first().waitFor();
      try {
        await page.goto(demo.page);
        await page.getByRole('heading', { name: 'Start here' }).waitFor();
        expect(await axe(page)).toEqual([]);
        await shot('1-first-page');

        await page.getByRole('link', { name: 'pull request 1' }).click();
        await page.evaluate('window.loadedOnce = true');
        await headline('🟢 Preview ready');
        expect(await page.evaluate('window.loadedOnce')).toBe(true);
        expect(await axe(page)).toEqual([]);
        await shot('2-ready');

        // In the comment, as people do.
        await page.locator('.comment').getByRole('link', { name: 'http://shop-pr-1' }).click();
        await page.getByRole('heading', { name: 'shop-pr-1' }).waitFor();
        expect(page.url()).toBe(`${demo.preview}/`);
        expect(await page.locator('.commit code').textContent()).toBe(
          (await demo.head(1)).slice(0, 7),
        );
        const seconds = (Date.now() - demo.startedAt) / 1_000;
        process.stdout.write(`npm run demo → preview in the browser: ${seconds.toFixed(1)} s\n`);
        expect(seconds).toBeLessThan(60);
        expect(await axe(page)).toEqual([]);
        await shot('3-preview');
        if (colorScheme === 'dark') return;

        await page.goto(`${demo.page}/acme/shop/pull/1`);
        await page.getByLabel('The app').selectOption('crashes');
        await page.getByRole('button', { name: 'Push' }).click();
        await headline('It ended with exit code 1');
        await shot('4-crash');
        await page.getByRole('link', { name: 'on the dashboard' }).click();
        await page.getByText('the table carts has no column price').first().waitFor();
        await shot('5-crash-on-the-dashboard');
        await page.goto(demo.dashboard);
        await page.locator(`a[href^="${demo.preview}"]`).first().waitFor();
        await shot('6-dashboard');

        await page.goto(`${demo.page}/acme/shop/pull/1`);
        await page.getByRole('button', { name: 'Push' }).click();
        await headline('🟢 Preview ready');
        await page.getByLabel('Comment').fill('/preview sleep');
        await page.getByRole('button', { name: 'Comment' }).click();
        await headline('💤 Preview asleep');
        await eventually(async () => {
          expect((await demo.visit('shop-pr-1')).marker).toBe('sleeping');
        }, 20_000);
        await page.goto(demo.preview);
        await page.getByText('It wakes up').waitFor();
        await shot('7-waking');
        await page.getByRole('heading', { name: 'shop-pr-1' }).waitFor();

        await page.goto(`${demo.page}/acme/shop/pull/1`);
        await page.getByRole('button', { name: 'Close' }).click();
        await headline('⚫ Preview removed');
        await shot('8-removed');
        await page.goto(demo.preview);
        await page.getByRole('heading', { name: /removed|gone/i }).waitFor();
        await shot('9-removed-status-page');
        expect(complaints).toEqual([]);
      } finally {
        await demo.stop();
      }
    },
    180_000,
  );
});
