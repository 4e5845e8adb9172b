import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, left, type OpenPage, openPage, startBrowser } from '../support/browser.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { seedProject } from '../sync/sync-system.ts';

const SAME = ['a/house.IFC', 'b/house.IFC'];

describe.skipIf(browserPath === undefined)(`folders in a browser${left}`, () => {
  let browser: Browser;
  let system: TestSystem;
  let gateway: TestGateway;
  let folder: string;

  beforeAll(async () => {
    system = await startSystem();
    [gateway, browser] = await Promise.all([startGateway(system, { tokens: [] }), startBrowser()]);
    await system.hostedWorker();
    folder = join(system.folder, '移交');
    const many = Array.from({ length: 120 }, (_, number) => `many/m${number}.ifc`);
    // A browser cannot tell the first two apart but by their folders.
    for (const path of [...SAME, 'NOTES.TXT', 'many/.hidden.ifc', '.git/c.ifc', 'empty.rvt', 'no-extension', ...many]) {
      const to = join(folder, path);
      await mkdir(dirname(to), { recursive: true });
      await writeFile(to, path === 'empty.rvt' ? '' : `ISO-10303-21;${path.length}`);
      await utimes(to, 1, 1);
    }
  });

  afterAll(async () => {
    await Promise.all([browser?.close(), gateway?.stop()]);
    await system?.[Symbol.asyncDispose]();
  });

  /** Drops what lies on the disk, as a person does. */
  async function drop({ page, context }: OpenPage, ...paths: string[]): Promise<void> {
    const { x = 0, y = 0 } = (await page.locator('#main').boundingBox()) ?? {};
    const session = await context.newCDPSession(page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      const data = { items: [], files: paths, dragOperationsMask: 1 };
      await session.send('Input.dispatchDragEvent', { type, x: x + 40, y: y + 40, data });
    }
  }

  async function assertTaken(opened: OpenPage): Promise<void> {
    const { page } = opened;
    await page.getByText('122 of 122 files are there').waitFor();
    for (const path of SAME) await page.getByRole('button', { name: `Leave out \u2068移交/${path}\u2069` }).waitFor();
    expect(await opened.violations()).toEqual([]);
  }

  test('one that is dropped gives its models, with their places, and says what it left out', async () => {
    await using opened = await openPage(browser, `${gateway.url}/#/syncs`);
    const { page, problems } = opened;
    await page.getByRole('heading', { name: 'Syncs' }).waitFor();
    await drop(opened, folder);
    await assertTaken(opened);
    await page.getByText('5 left out of the folder').click();
    const told = await page.locator('details .lines li').allInnerTexts();
    expect(told.toSorted()).toEqual([
      '移交/.git: it is hidden',
      '移交/NOTES.TXT: sources.extensions does not have its extension',
      '移交/empty.rvt: it is empty',
      '移交/many/.hidden.ifc: it is hidden',
      '移交/no-extension: sources.extensions does not have its extension',
    ]);
    // The same once more is there already; a file that is named is taken, whatever it is called.
    await drop(opened, folder, join(folder, 'NOTES.TXT'));
    await page.getByText('123 of 123 files are there').waitFor();
    await page.getByText('5 left out of the folder').waitFor();
    expect(problems).toEqual([]);
  });

  test('one that is chosen gives the same, and files of one name are ingested each', async () => {
    await using opened = await openPage(browser, `${gateway.url}/#/new`);
    const { page, problems } = opened;
    await page.getByLabel('Choose a folder …').setInputFiles(folder);
    await assertTaken(opened);
    await page.getByLabel('A project that is there.').check();
    await page.getByLabel('id *', { exact: true }).fill(await seedProject(system));
    await page.getByRole('button', { name: 'Start the ingestion' }).click();
    await page.getByRole('list', { name: 'What was done' }).waitFor();
    const id = decodeURIComponent(page.url().replace(/^.*#\/ingestions\//, ''));
    const { status, files } = await system.finish(id);
    expect(status).toBe('completed');
    expect(files.filter(({ name }) => name === 'house.IFC').length).toBe(2);
    expect(problems).toEqual([]);
  });
});
