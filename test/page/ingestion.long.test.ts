import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sentenceOf } from '../../contracts/sentences.ts';
import { browserPath, left, type OpenPage, openPage, startBrowser } from '../support/browser.ts';
import { startGateway, startGatewayProcess, type TestGateway } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { seedProject } from '../sync/sync-system.ts';

const MIB = 1024 * 1024;

describe.skipIf(browserPath === undefined)(`ingestions and syncs in a browser${left}`, () => {
  let browser: Browser;
  let system: TestSystem;
  let gateway: TestGateway;

  beforeAll(async () => {
    system = await startSystem();
    [gateway, browser] = await Promise.all([startGateway(system, { tokens: [] }), startBrowser()]);
    await system.hostedWorker();
  });

  afterAll(async () => {
    await browser?.close();
    if (!gateway.hasEnded()) await gateway.stop();
    await system?.[Symbol.asyncDispose]();
  });

  const model = (name: string, more = '') =>
    system.addModel(name, `ISO-10303-21;\n${more}${randomBytes(30).toString('hex')}`);
  const look = (hash: string): Promise<OpenPage> => openPage(browser, `${gateway.url}/${hash}`);

  test('one is told with its files, its steps and its evidence, and retried until it is delivered', async () => {
    await system.simulator.failModel({ name: 'bad.ifc', errorMessage: '<b>no</b> geometry', times: 1 });
    const id = await system.start(system.request([await model('good.ifc'), await model('bad.ifc')]));
    await using opened = await look(`#/ingestions/${id}`);
    const { page, problems } = opened;
    await page.locator('.standing .status', { hasText: 'partial' }).waitFor();
    await page
      .getByRole('row', { name: /bad\.ifc/ })
      .getByText('<b>no</b> geometry')
      .waitFor();
    await page.getByRole('list', { name: 'What was done' }).getByText('submitConversion').waitFor();
    expect(await opened.violations()).toEqual([]);
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('started again').waitFor();
    await page.locator('.standing .status', { hasText: 'completed' }).waitFor();
    await page.getByText('2 runs').waitFor();
    await page.getByRole('button', { name: 'Verify on the platform' }).click();
    await page.getByText('2 confirmed').waitFor();
    for (const [name, content] of [
      ['Report (HTML)', '<!doctype html>'],
      ['Report (CSV)', 'good.ifc'],
      ['Manifest (JSON)', '"manifest": 1'],
    ] as const) {
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name }).click();
      const path = join(system.folder, 'saved');
      await (await download).saveAs(path);
      expect((await readFile(path, 'utf8')).toLowerCase()).toContain(content.toLowerCase());
    }
    expect(problems).toEqual([]);
  });

  test('a platform that refuses the account of the worker is told, and no token of the gateway is asked for', async () => {
    const id = await system.start(system.request([await model('refused.ifc')]));
    expect((await system.finish(id)).status).toBe('completed');
    await using opened = await openPage(browser, `${gateway.url}/#/ingestions/${id}`, { language: 'zh' });
    const { page, problems } = opened;
    await system.simulator.fault({ kind: 'status', status: 401 });
    await page.getByRole('button', { name: '向平台核验' }).click();
    await page
      .getByRole('status')
      .getByText(/HTTP 401/)
      .waitFor();
    await system.simulator.clearFaults();
    expect(await page.getByLabel('令牌').count()).toBe(0);
    await page.getByRole('button', { name: '向平台核验' }).click();
    await page.getByText('1 个一致').waitFor();
    const story = page.getByRole('list', { name: '经过' });
    await story.getByText(/^检查文件（inspectSources） 完成，\d+ 秒/).waitFor();
    await story.getByText(/^登记模型（createModelFiles） 完成，\d+ 秒/).waitFor();
    // What stands before a gateway says nothing that a person could read.
    await page.route('**/verify', (route) => route.fulfill({ status: 502, body: '<h1>Bad Gateway</h1>' }));
    await page.getByRole('button', { name: '向平台核验' }).click();
    await page.getByText('网关或它前面的代理出错（HTTP 502）：请稍后再试。').waitFor();
    await page.route('**/verify', (route) => route.abort());
    await page.getByRole('button', { name: '向平台核验' }).click();
    await page.getByText('网关没有响应：请检查 modelrail gateway 是否在运行。').waitFor();
    expect(problems).toEqual([]);
  });

  test('what a run has kept is said in the language of the page', async () => {
    const source = await model('cut.ifc');
    const skipped = [{ source: '/m/none.ifc', reason: 'it is empty', told: sentenceOf('it is empty') }];
    const request = system.request([source], { project: { id: 'never-seen' } });
    await system.simulator.failModel({ name: 'cut.ifc', errorMessage: '没有几何', times: 1 });
    const { id } = await system.client.ingest(request, { skipped });
    await system.finish(id);
    for (const [lang, texts] of [
      [
        'en',
        ['it seems to be cut off: END-ISO-10303-21; is missing at its end', 'file cut.ifc: record', 'it is empty'],
      ],
      ['zh', ['文件似乎不完整：结尾缺少 END-ISO-10303-21;', '文件 cut.ifc：记录', '/m/none.ifc：文件是空的']],
    ] as const) {
      await using opened = await look(`?lang=${lang}#/ingestions/${id}`);
      const [first, ...listed] = texts;
      await opened.page.getByText(first).waitFor();
      for (const details of await opened.page.locator('.standing summary').all()) await details.click();
      for (const text of listed) await opened.page.getByText(text).waitFor();
    }
  });

  test('one that waits is paused, resumed and cancelled', async () => {
    await system.simulator.fault({ id: 'down', kind: 'status', status: 503, match: { endpoint: 'uploadFileStatus' } });
    const id = await system.start(system.request([await model('late.ifc')]));
    await using opened = await look(`#/ingestions/${id}`);
    const { page } = opened;
    await page.getByText('waits for platform \u2068cq\u2069').waitFor();
    await page.getByText('HTTP 503').first().waitFor();
    expect(await opened.violations()).toEqual([]);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('.standing .status', { hasText: 'paused' }).waitFor();
    // The same button now offers the other, under the focus that it had.
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Resume');
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.locator('.standing .status', { hasText: 'running' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.locator('.standing .status', { hasText: 'cancelled' }).waitFor();
    await system.simulator.clearFaults();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.locator('.standing .status', { hasText: 'completed' }).waitFor();
  });

  test('one that is not there is told so', async () => {
    await using opened = await look('#/ingestions/there-is-none');
    await opened.page.getByRole('alert').getByText('there-is-none').waitFor();
  });

  test('a sync is started, paused and resumed, and its run told', async () => {
    await model('a.ifc');
    const created = await gateway.call('/v1/syncs', {
      body: {
        name: 'handover',
        source: system.models,
        every: '30d',
        platform: 'cq',
        project: { id: await seedProject(system) },
      },
    });
    expect(created.body).toEqual({ name: 'handover' });
    await using opened = await look('#/syncs');
    const { page, problems } = opened;
    await page.getByRole('button', { name: /^Run now: .*handover/ }).click();
    await page.getByText('a run has begun').waitFor();
    expect(await opened.violations()).toEqual([]);
    await page.getByRole('link', { name: 'handover' }).click();
    await page.locator('.status', { hasText: 'completed' }).waitFor();
    await page.getByText(/found: \d+ new, 0 changed/).waitFor();
    expect(await opened.violations()).toEqual([]);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('makes no runs until it is resumed').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('makes runs again').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Syncs' }).waitFor();
    expect(problems).toEqual([]);
    await gateway.call('/v1/syncs/handover', { method: 'DELETE' });
  });

  test('files that are dropped beside the place for them are taken, once each, and many are sent in a moment', async () => {
    await using opened = await look('#/syncs');
    const { page, problems } = opened;
    await page.getByRole('heading', { name: 'Syncs' }).waitFor();
    const drop = (count: number) =>
      page.evaluate(`{
        const dataTransfer = new DataTransfer();
        for (let number = 0; number < ${count}; number += 1)
          dataTransfer.items.add(new File(['ISO-10303-21;' + number], 'm' + number + '.ifc', { lastModified: 1 }));
        const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
        document.getElementById('main').dispatchEvent(event);
        event.defaultPrevented;
      }`);
    expect(await drop(1)).toBe(true);
    await page.getByRole('heading', { name: 'New ingestion' }).waitFor();
    await page.getByText('sent', { exact: true }).waitFor();
    expect(await drop(300)).toBe(true);
    await page.getByText('300 of 300 files are there').waitFor();
    expect(await page.locator('.dropped > li').count()).toBe(100);
    await page.getByRole('button', { name: 'Show more (200 left)' }).waitFor();
    expect(problems).toEqual([]);
  });

  test('a file that the browser cannot read is told, and the others go on', async () => {
    const path = join(system.folder, 'changed.ifc');
    await writeFile(path, 'ISO-10303-21;');
    await using opened = await look('#/new');
    const { page } = opened;
    await page.route('**/v1/files', async (route) => {
      await writeFile(path, 'ISO-10303-21; and more');
      await route.continue();
    });
    await page.getByLabel('Choose files …').setInputFiles(path);
    await page.getByText('The browser cannot read it').waitFor();
  });

  test('a file is dropped, sent while the gateway is killed on the way, and ingested whole', async () => {
    // One gateway has the spool at a time.
    await gateway.stop();
    const own = await startGatewayProcess(system, { tokens: [] });
    const port = Number(new URL(own.url).port);
    const content = Buffer.concat([Buffer.from('ISO-10303-21;\n'), randomBytes(64 * MIB)]);
    const path = join(system.folder, '大楼 <i>.ifc');
    await writeFile(path, content);
    await using opened = await openPage(browser, `${own.url}/#/new`);
    const { page, problems } = opened;
    await page.getByLabel('Choose files …').setInputFiles(path);
    await expect
      .poll(() => page.locator('.dropped progress').evaluate((bar: { value?: number }) => bar.value))
      .toBeGreaterThan(20);
    await own.kill();
    await page.getByText('It goes on by itself.').waitFor();
    await using again = await startGatewayProcess(system, { tokens: [], port });
    await page.getByText('sent', { exact: true }).waitFor();
    expect(await opened.violations()).toEqual([]);
    await page.getByRole('button', { name: 'Start the ingestion' }).click();
    // What is missing is told at its field, and nothing has been started.
    await page.getByRole('alert').getByText('is missing').waitFor();
    await page.getByLabel('A project that is made.').check();
    await page.getByRole('button', { name: 'Start the ingestion' }).click();
    await page.locator('input[aria-invalid="true"]').first().waitFor();
    for (const [field, value] of [
      ['name', 'Tower'],
      ['code', `T-${Date.now()}`],
      ['areaCode', '500103'],
      ['type', '10'],
      ['stage', '1'],
    ] as const) {
      await page.getByLabel(`${field} *`, { exact: true }).fill(value);
    }
    expect(await opened.violations()).toEqual([]);
    await page.getByRole('button', { name: 'Start the ingestion' }).click();
    await page.locator('.standing .status', { hasText: 'completed' }).waitFor();
    await page.getByText(createHash('md5').update(content).digest('hex')).waitFor();
    await page.getByRole('rowheader', { name: '大楼 <i>.ifc' }).waitFor();
    expect(again.hasEnded()).toBe(false);
    expect(problems).toEqual([]);
  });
});
