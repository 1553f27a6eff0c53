import { eventually } from '../../support/eventually.ts';
import { createTestBoard } from './board-fixture.ts';
import { axe, describeInBrowser, openPage, picture } from './browser.ts';
import { startDashboard } from './dashboard-fixture.ts';
import { everyState, failedView, sampleView } from './sample-views.ts';

describeInBrowser('the dashboard in a browser', (browser) => {
  it.each(['light', 'dark'] as const)(
    'shows every state without a complaint, and axe finds nothing, %s',
    async (colorScheme) => {
      const server = await startDashboard(createTestBoard(...everyState()));
      const { page, complaints } = await openPage(browser(), { colorScheme });
      for (const [name, path] of [
        ['list', '/'],
        ['list-filtered', '/?project=shop&q=cart&sort=-age'],
        ['environment-failed', '/environments/shop-pr-8'],
        ['environment-approval', '/environments/shop-pr-2'],
        ['environment-missing', '/environments/shop-pr-99'],
      ] as const) {
        await page.goto(server.url + path);
        await page.getByText('live', { exact: true }).waitFor();
        expect(await axe(page)).toEqual([]);
        await picture(page, `dashboard-${name}-${colorScheme}`);
      }
      expect(complaints).toEqual([]);
      await server.close();
    },
  );

  it('fits a telephone', async () => {
    const server = await startDashboard(createTestBoard(...everyState()));
    const { page } = await openPage(browser(), { viewport: { width: 390, height: 800 } });
    for (const path of ['/', '/environments/shop-pr-8']) {
      await page.goto(server.url + path);
      const [wide, window] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        innerWidth,
      ]);
      expect(wide).toBeLessThanOrEqual(window ?? 0);
      await picture(page, `dashboard-narrow-${path === '/' ? 'list' : 'environment'}`);
    }
    await server.close();
  });

  it('changes rows without loading the page again, and keeps the focus', async () => {
    const board = createTestBoard(...everyState());
    const server = await startDashboard(board);
    const { page, complaints } = await openPage(browser());
    await page.goto(server.url);
    await page.getByText('live', { exact: true }).waitFor();
    await page.evaluate('window.loadedOnce = true');
    await page.locator('#row-shop-pr-5 th > a').focus();
    await page.evaluate("document.getElementById('row-shop-pr-1').untouched = true");

    board.show(sampleView(5, 'ready', { reason: 'it answers since now' }));
    board.show(sampleView(77, 'building'));
    board.forget('shop-pr-11');
    await page.getByText('It answers since now').waitFor();
    await page.locator('#row-shop-pr-77').waitFor();
    expect(await page.locator('#row-shop-pr-11').count()).toBe(0);
    expect(
      await page.evaluate(
        "[window.loadedOnce, document.getElementById('row-shop-pr-1').untouched, document.activeElement.textContent]",
      ),
    ).toEqual([true, true, 'shop-pr-5']);
    const order = await page.locator('#rows tr').evaluateAll((rows) => rows.map(({ id }) => id));
    await page.reload();
    const loaded = await page.locator('#rows tr').evaluateAll((rows) => rows.map(({ id }) => id));
    expect(order).toEqual(loaded);
    expect(complaints).toEqual([]);
    await server.close();
  });

  it('keeps opened and closed logs as they are while the rest changes', async () => {
    const board = createTestBoard(failedView(8));
    const server = await startDashboard(board);
    const { page } = await openPage(browser());
    await page.goto(`${server.url}/environments/shop-pr-8`);
    await page.getByText('Last lines of its log').click();
    expect(await page.getByText('loading 90,000 products').isVisible()).toBe(false);
    board.show({ ...failedView(8), reason: 'another reason' });
    await page.getByText('Another reason.').waitFor();
    expect(await page.getByText('loading 90,000 products').isVisible()).toBe(false);
    await server.close();
  });

  it('says when it is not live, and is so again with the server', async () => {
    const board = createTestBoard(...everyState());
    const server = await startDashboard(board);
    const { page } = await openPage(browser());
    await page.goto(server.url);
    await page.getByText('live', { exact: true }).waitFor();
    await server.close();
    await page.getByText('reconnecting').waitFor();
    board.show(sampleView(5, 'ready', { reason: 'it came while nobody told' }));
    const { port } = server;
    const again = await startDashboard(board, { port });
    await page.getByText('It came while nobody told.').waitFor();
    expect(await page.locator('#live').textContent()).toBe('live');
    await again.close();
  });

  it('filters and sorts without any script', async () => {
    const server = await startDashboard(createTestBoard(...everyState()));
    const { page } = await openPage(browser(), { javaScriptEnabled: false });
    await page.goto(server.url);
    await page.getByLabel('Project').selectOption('billing');
    await page.getByLabel('Search').fill('cart');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(new URL(page.url()).search).toBe('?project=billing&q=cart');
    expect(await page.locator('#rows tr').count()).toBe(4);
    await page.getByRole('link', { name: 'Age' }).click();
    await page.getByRole('link', { name: 'Age' }).click();
    expect(new URL(page.url()).search).toBe('?project=billing&q=cart&sort=-age');
    await page.getByRole('link', { name: /asleep/ }).click();
    expect(await page.locator('#rows tr').count()).toBe(1);
    await server.close();
  });

  it('paints 1,000 environments within a second', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => sampleView(index + 1, 'ready'));
    const server = await startDashboard(createTestBoard(...many));
    const { page } = await openPage(browser());
    await page.goto(server.url);
    await eventually(async () => {
      const paint = await page.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0]?.startTime",
      );
      expect(paint).toBeLessThan(1_000);
    });
    await server.close();
  });
});
