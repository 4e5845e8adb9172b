import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshId, requestFor } from '../client/support.ts';
import { browserPath, left, openPage, startBrowser } from '../support/browser.ts';
import { startGateway, type TestGateway, TOKENS } from '../support/gateway.ts';
import { startStandInWorker, type TestWorker } from '../support/stand-in-worker.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

describe.skipIf(browserPath === undefined)(`the overview in a browser${left}`, () => {
  let browser: Browser;
  let system: TestSystem;
  let worker: TestWorker;
  let gateway: TestGateway;
  let closed: TestGateway;
  /** Other tests have ingestions on the same server: these wait for a platform of their own. */
  const platform = `cq-${freshId().slice(-6)}`;
  const waiting: string[] = [];

  const start = async (scenario: string) =>
    (await system.client.ingest({ ...requestFor(scenario), platform }, { id: freshId() })).id;

  const openOf = async (name: string) => {
    const { ingestions } = await system.client.listPage({ platform: name, pageSize: 1000 });
    return ingestions.filter(({ closedAt }) => closedAt === undefined).length;
  };

  beforeAll(async () => {
    system = await startSystem();
    worker = await startStandInWorker(system.taskQueue);
    [gateway, closed, browser] = await Promise.all([
      startGateway(system, { tokens: [] }),
      startGateway(system),
      startBrowser(),
    ]);
    for (let count = 0; count < 12; count += 1) waiting.push(await start('waits'));
    for (let count = 0; count < 188; count += 1) await start('hold');
  });

  afterAll(async () => {
    await Promise.all([browser?.close(), gateway?.stop(), closed?.stop()]);
    await worker?.stop();
    await system?.[Symbol.asyncDispose]();
  });

  test('a token is asked for, kept for the session of the tab, and found nowhere else', async () => {
    await using opened = await openPage(browser, closed.url);
    const { page, context, asked, problems } = opened;
    const field = page.getByLabel('Token');
    await field.fill('none-of-the-gateway');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('The gateway does not know this token.').waitFor();
    expect(await opened.violations()).toEqual([]);
    // A header cannot carry it, so no gateway is asked.
    await field.fill('中文');
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(() => field.inputValue()).toBe('');
    await page.getByText('The gateway does not know this token.').waitFor();
    expect(problems).toEqual([]);
    await field.fill(TOKENS[0]);
    await field.press('Enter');
    await page.getByText(`12 wait for platform`).waitFor();
    expect(await page.evaluate("sessionStorage.getItem('modelrail.token')")).toBe(TOKENS[0]);
    expect(await page.evaluate('JSON.stringify(localStorage) + document.cookie + location.href')).not.toContain(
      TOKENS[0],
    );
    expect(asked.filter((address) => address.includes(TOKENS[0]))).toEqual([]);
    const second = await context.newPage();
    await second.goto(closed.url);
    await second.getByLabel('Token').waitFor();
    await page.getByRole('button', { name: 'Forget the token' }).click();
    await page.getByLabel('Token').waitFor();
    expect(await page.getByText('12 wait for platform').count()).toBe(0);
    expect(await page.evaluate("sessionStorage.getItem('modelrail.token')")).toBeNull();
    expect(problems).toEqual([]);
  });

  test('everything open is there in groups, by requests to the gateway alone', async () => {
    await using opened = await openPage(browser, gateway.url);
    const { page, asked, problems } = opened;
    const group = page.getByRole('table', { name: `12 wait for platform \u2068${platform}\u2069` });
    await group.waitFor();
    expect(await group.getByRole('rowheader').count()).toBe(12);
    await page.getByText('connection refused').first().waitFor();
    // Of all platforms, so of those of other test files too.
    await expect
      .poll(async () => Number(/^(\d+) wait · modelrail$/.exec(await page.title())?.[1]))
      .toBeGreaterThanOrEqual(12);
    expect(new Set(asked.map((address) => new URL(address).origin))).toEqual(new Set([gateway.url]));
    // The document, a script, a style sheet, an icon, and the stream.
    expect(asked.length).toBeLessThanOrEqual(5);
    expect(problems).toEqual([]);
  });

  test('rows that say the same stay the same elements while others come and go', async () => {
    await using opened = await openPage(browser, gateway.url);
    const { page } = opened;
    const [first = ''] = waiting;
    await page.locator(`a[data-id="${first}"]`).waitFor();
    await page.evaluate(`for (const link of document.querySelectorAll('a[data-id]')) link.closest('tr').marked = true`);
    const further = await start('waits');
    await page.getByText('13 wait for platform').waitFor();
    await system.client.cancel(further);
    await page.getByText('12 wait for platform').waitFor();
    expect(await page.evaluate(`document.querySelector('a[data-id="${first}"]').closest('tr').marked`)).toBe(true);
  });

  test('it is worked by the keys of top, and a cancellation is asked for first', async () => {
    const id = await start('waits');
    await using opened = await openPage(browser, gateway.url);
    const { page, problems } = opened;
    const focused = () => page.evaluate<string | undefined>('document.activeElement.dataset.id');
    const row = page.locator(`a[data-id="${id}"]`);
    await row.focus();
    await page.keyboard.press('ArrowUp');
    expect(waiting).toContain(await focused());
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(id);
    await page.keyboard.press('r');
    await page.getByText('2 waiting steps tried again now').waitFor();
    await row.focus();
    await page.keyboard.press('p');
    await page.locator('section.group.paused', { has: row }).waitFor();
    // The row is in another group now, and has kept the focus.
    expect(await focused()).toBe(id);
    await page.keyboard.press('p');
    await page.locator('section.group.paused', { has: row }).waitFor({ state: 'detached' });
    // It moves now, behind 188 others, of which the stream names a hundred.
    await page.locator('section.group.moving').getByRole('button', { name: 'Show the others' }).click();
    await page.locator('section.group.moving', { has: row }).waitFor();
    await row.focus();
    await page.keyboard.press('c');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect((await system.client.get(id)).cancelling).toBeUndefined();
    await row.focus();
    await page.keyboard.press('c');
    await page.getByRole('button', { name: 'Yes' }).click();
    await row.waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
  });

  test('what is done to a group reaches all of it, and is stopped and told', async () => {
    const many = `${platform}-many`;
    const request = { ...requestFor('waits'), platform: many };
    await Promise.all(Array.from({ length: 130 }, () => system.client.ingest(request, { id: freshId() })));
    await using opened = await openPage(browser, gateway.url);
    const { page, problems } = opened;
    const group = page.locator('section.group', { hasText: many });
    const press = async (name: string) => {
      await group.getByRole('button', { name }).click();
      await page.getByRole('dialog').getByText(`${name}?`).waitFor();
      await page.getByRole('button', { name: 'Yes' }).click();
    };
    await group.getByText('the first 100 are shown').waitFor();
    await group.getByRole('button', { name: 'Show the others' }).click();
    await expect.poll(() => group.getByRole('rowheader').count()).toBe(130);
    await press('Retry all 130');
    await page.getByText('130 done', { exact: true }).waitFor();

    // The first is put off, then 40 are let through and the others held, so that it is stopped on the way.
    const asked = new Set<string>();
    const held: (() => void)[] = [];
    await page.route('**/cancel', async (route) => {
      if (asked.size === 0) {
        asked.add('');
        return route.fulfill({ status: 429, headers: { 'retry-after': '5' }, json: { detail: 'too many requests' } });
      }
      asked.add(route.request().url());
      if (asked.size > 41) await new Promise<void>((resolve) => held.push(resolve));
      await route.continue();
    });
    await press('Cancel all 130');
    await page.getByText(/too many requests.* It goes on by itself\./).waitFor();
    await page.getByText('Cancel all 130: 40 of 130').waitFor();
    await expect.poll(() => held.length).toBe(4);
    expect(await opened.violations()).toEqual([]);
    await page.getByRole('button', { name: 'Stop' }).click();
    for (const go of held.splice(0)) go();
    await page.getByText('44 done; stopped: 86 left as they are').waitFor();
    await expect.poll(() => openOf(many)).toBe(86);

    // One of them ends meanwhile.
    let ended = '';
    await page.unroute('**/cancel');
    await page.route('**/cancel', async (route) => {
      if (asked.size === 0) return route.continue();
      asked.clear();
      ended = /ingestions\/(.*)\/cancel/.exec(route.request().url())?.[1] ?? '';
      await system.client.cancel(ended);
      await system.finish(ended);
      return route.continue();
    });
    await group.getByText(/^86 wait for/).waitFor();
    await press('Cancel all 86');
    await page.getByText('85 done, 1 refused').waitFor();
    await page.getByText('Why they were refused').click();
    await page.locator('.refusals li').filter({ hasText: ended }).waitFor();
    await expect.poll(() => openOf(many)).toBe(0);
    expect(problems).toEqual([]);
  });

  test.each([
    { language: 'en', isDark: false, isPhone: false },
    { language: 'zh', isDark: true, isPhone: false },
    { language: 'zh', isDark: false, isPhone: true },
    { language: 'en', isDark: true, isPhone: true },
  ] as const)('axe finds nothing wrong in $language, dark: $isDark, phone: $isPhone', async (seen) => {
    await using opened = await openPage(browser, gateway.url, seen);
    const { page } = opened;
    await page.locator(`a[data-id="${waiting[0]}"]`).waitFor();
    // An id has the width of its line, on a phone too.
    const box = await page.locator(`a[data-id="${waiting[0]}"]`).boundingBox();
    expect(box?.width).toBeGreaterThan(150);
    expect(await opened.violations()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
  });

  test('the language is that of the address, of a choice, and of the browser', async () => {
    await using opened = await openPage(browser, `${gateway.url}/?lang=zh`);
    const { page } = opened;
    await page.getByRole('link', { name: '总览' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN');
    const action = page.locator('section.group tbody button').first();
    await action.filter({ hasText: '重试' }).waitFor();
    await page.getByLabel('语言').selectOption('en');
    await page.getByRole('link', { name: 'Overview' }).waitFor();
    // Rows that nothing else has happened to are in the other language as well.
    await action.filter({ hasText: 'Retry' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Overview' }).waitFor();
    await page.getByLabel('Colours').selectOption('dark');
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark');
    await using chinese = await openPage(browser, gateway.url, { language: 'zh' });
    await chinese.page.getByRole('link', { name: '总览' }).waitFor();
  });

  test('a page that is not seen holds no connection, and goes on when it is seen again', async () => {
    await using opened = await openPage(browser, gateway.url);
    const { page } = opened;
    await page.getByText('live', { exact: true }).waitFor();
    const hide = (isHidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
    const streams = async () => {
      const { body } = await gateway.call<string>('/metrics');
      return Number(/^modelrail_http_event_streams (\d+)$/m.exec(body)?.[1]);
    };
    expect(await streams()).toBe(1);
    await hide(true);
    await expect.poll(streams).toBe(0);
    await hide(false);
    await expect.poll(streams).toBe(1);
    await page.getByText('live', { exact: true }).waitFor();
  });

  test('it goes on by itself when the gateway has been away', async () => {
    const own = await startGateway(system, { tokens: [] });
    const port = Number(new URL(own.url).port);
    await using opened = await openPage(browser, own.url);
    const { page } = opened;
    await page.getByText('live', { exact: true }).waitFor();
    await own.stop();
    await page.getByText('no connection, trying again').waitFor();
    const again = await startGateway(system, { tokens: [], port });
    await page.getByText('live', { exact: true }).waitFor();
    await again.stop();
  });
});
