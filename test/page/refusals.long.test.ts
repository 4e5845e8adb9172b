import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshId, requestFor } from '../client/support.ts';
import { browserPath, left, openPage, startBrowser } from '../support/browser.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startStandInWorker, type TestWorker } from '../support/stand-in-worker.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

/** What is wrong with a form that is filled in wrongly, by the places that it is told at. */
const WRONG: Record<string, { english: string; zh: RegExp; en: RegExp }> = {
  '项目 › 代码': {
    english: 'project › code',
    zh: /^没有填写（新建项目必填；已有项目只写编号）$/,
    en: /^is missing \(a new project needs it/,
  },
  '项目 › 类型': { english: 'project › type', zh: /^须为整数，不能是 "十"$/, en: /^must be an integer, not "十"$/ },
  '选项 › 限速': {
    english: 'options › bwlimit',
    zh: /^有误：限速不能是 fast：写速率/,
    en: /^is wrong: "fast" is not a bandwidth/,
  },
  '文件 1 › 来源': {
    english: 'File 1 › source',
    zh: /^须为绝对路径，不能是 house\.ifc$/,
    en: /^must be an absolute path, not "house\.ifc"$/,
  },
  '文件 2 › 名称': {
    english: 'File 2 › name',
    zh: /^没有填写：house 没有扩展名/,
    en: /^is missing: "house" has no extension/,
  },
};

describe.skipIf(browserPath === undefined)(`what the gateway refuses, on the page in Chinese${left}`, () => {
  let browser: Browser;
  let system: TestSystem;
  let worker: TestWorker;
  let gateway: TestGateway;

  beforeAll(async () => {
    system = await startSystem({ further: { disk: { kind: 'longyan-disk', simulator: {} } } });
    worker = await startStandInWorker(system.taskQueue);
    [gateway, browser] = await Promise.all([startGateway(system, { tokens: [] }), startBrowser()]);
  });

  afterAll(async () => {
    await Promise.all([browser?.close(), gateway?.stop()]);
    await worker?.stop();
    await system?.[Symbol.asyncDispose]();
  });

  const look = (hash: string, seen: Parameters<typeof openPage>[2] = {}) =>
    openPage(browser, `${gateway.url}/${hash}`, { language: 'zh', ...seen });

  test.each([
    { isPhone: false, isDark: false },
    { isPhone: true, isDark: true },
  ])('a form says at each of its fields what is wrong, phone: $isPhone', async (seen) => {
    await using opened = await look('#/new', seen);
    const { page, problems } = opened;
    for (const source of ['house.ifc', '/models/house']) {
      await page.getByLabel('或者填写网关所在机器上的路径，或网址').fill(source);
      await page.getByRole('button', { name: '添加' }).click();
    }
    await page.getByLabel('新建项目。').check();
    await page.getByLabel('类型 type *', { exact: true }).fill('十');
    for (const more of await page.getByText(/^另外 \d+ 个字段$/).all()) await more.click();
    await page.getByLabel('限速 bwlimit').fill('fast');
    await page.getByRole('button', { name: '开始交付' }).click();
    const lines = page.getByRole('alert').getByRole('listitem');
    const told = (place: string) =>
      lines.filter({ has: page.locator('strong', { hasText: new RegExp(`^${place}$`) }) }).locator('bdi');
    for (const [place, { zh }] of Object.entries(WRONG)) {
      await told(place).getByText(zh).waitFor();
      await page.locator('p.bad').getByText(zh).first().waitFor();
    }
    expect((await lines.allTextContents()).filter((line) => !/\p{Script=Han}/u.test(line))).toEqual([]);
    expect(await opened.violations()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);

    // It is said in the other language as soon as that is chosen.
    await page.getByLabel('语言').selectOption('en');
    for (const { english, en } of Object.values(WRONG)) await told(english).getByText(en).waitFor();
    expect(problems).toEqual([]);
  });

  test.each(['zh', 'en'] as const)('values say what they mean and fit a phone, language: %s', async (language) => {
    await using opened = await look('#/new', { language, isPhone: true });
    const { page } = opened;
    await page.locator('#platform').selectOption('disk');
    const closed = page.locator('form details:not([open]) > summary:visible');
    while ((await closed.count()) > 0) await closed.first().click();
    const meant = { zh: ['0（是）', '1（否）'], en: ['0 (yes)', '1 (no)'] }[language];
    expect(await page.getByLabel('canRemoved').locator('option').allTextContents()).toEqual(['–', ...meant]);
    expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
    expect(await opened.violations()).toEqual([]);
  });

  test('an empty file is refused without being sent, and may be taken again', async () => {
    const path = join(system.folder, 'empty.ifc');
    await writeFile(path, '');
    await using opened = await look('#/new');
    const { page, asked } = opened;
    const chosen = page.getByLabel('选择文件 …');
    const line = page.getByRole('listitem').filter({ hasText: 'empty.ifc' });
    await chosen.setInputFiles(path);
    await line.getByText('文件是空的，不能交付：请去掉，或换成完整的文件。').waitFor();
    await line.getByText('已拒绝').waitFor();
    await page.getByText('有文件网关不接收，请先去掉。').waitFor();
    expect(await page.getByText('正在发送').count()).toBe(0);
    expect(asked.filter((address) => address.endsWith('/v1/files'))).toEqual([]);
    expect(await opened.violations()).toEqual([]);
    await line.getByRole('button', { name: '去掉' }).click();
    await writeFile(path, 'ISO-10303-21;');
    await chosen.setInputFiles(path);
    await line.getByText('已发送').waitFor();
  });

  test('a file that the gateway refuses has its reason', async () => {
    await using opened = await look('#/new');
    const { page } = opened;
    const refusal = {
      type: 'urn:modelrail:error:InvalidRequest',
      detail: 'the file is too large',
    };
    await page.route('**/v1/files', (route) => route.fulfill({ status: 413, json: refusal }));
    const path = join(system.folder, 'large.ifc');
    await writeFile(path, 'ISO-10303-21;');
    await page.getByLabel('选择文件 …').setInputFiles(path);
    const line = page.getByRole('listitem').filter({ hasText: 'large.ifc' });
    await line.getByText('the file is too large').waitFor();
    await line.getByText('已拒绝').waitFor();
  });

  test('an action that comes too late is told, of one and of a group', async () => {
    const platform = `cq-${freshId().slice(-6)}`;
    const start = () => system.client.ingest({ ...requestFor('waits'), platform }, { id: freshId() });
    const [first, second] = [await start(), await start()];
    await using opened = await look('');
    const { page, problems } = opened;
    const group = page.locator('section.group', { hasText: platform });
    // What the list says is what is acted on.
    const listed = async () => (await system.client.listPage({ platform, waiting: true })).ingestions;
    await expect.poll(async () => (await listed()).filter(({ waiting }) => waiting !== undefined).length).toBe(2);
    await group.getByText(/^2 个在等待平台/).waitFor();
    // It ends between the look at it and the action.
    await page.route(`**/${first.id}/*`, async (route) => {
      await system.client.cancel(first.id);
      await system.finish(first.id);
      await route.continue();
    });
    await group.getByRole('button', { name: '全部取消（2 个）' }).click();
    await page.getByRole('button', { name: '是', exact: true }).click();
    await page.getByText('已处理 1 个，1 个被拒绝').waitFor();
    await page.getByText('被拒绝的原因').click();
    await page
      .locator('.refusals li')
      .getByText(/已于 .* 结束（已取消），不能再取消/)
      .waitFor();
    await system.finish(second.id);

    const late = await start();
    await page.goto(`${gateway.url}/#/ingestions/${late.id}`);
    const pause = page.getByRole('button', { name: '暂停', exact: true });
    await pause.waitFor();
    await page.route('**/pause', async (route) => {
      await system.client.cancel(late.id);
      await system.finish(late.id);
      await route.continue();
    });
    await pause.click();
    await page
      .getByRole('status')
      .getByText(/已于 .* 结束（已取消），不能再暂停/)
      .waitFor();
    expect(problems).toEqual([]);
  });

  test.each([
    ['#/syncs/none', '没有同步 none'],
    ['#/ingestions/a%20b', '地址中的 id：编号须为 1 到 200 个 A-Z a-z 0-9 . _ -'],
  ])('what is not there is told at %s', async (hash, text) => {
    await using opened = await look(hash);
    await opened.page.getByRole('alert').getByText(text).first().waitFor();
  });
});
