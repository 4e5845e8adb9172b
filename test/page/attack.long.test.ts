import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, left, openPage, startBrowser } from '../support/browser.ts';
import { startGateway, type TestGateway, TOKENS } from '../support/gateway.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';

const MARKUP = '<img src=x onerror="window.owned=1"><svg onload=window.owned=1>';
const TURNED = 'gnp.\u202Efci.exe';
const ESCAPE = 'clear\u001b[2J\u0007';

describe.skipIf(browserPath === undefined)(`the page under attack${left}`, () => {
  let browser: Browser;
  let system: TestSystem;
  let gateway: TestGateway;
  let closed: TestGateway;

  beforeAll(async () => {
    system = await startSystem();
    [gateway, closed, browser] = await Promise.all([
      startGateway(system, { tokens: [] }),
      startGateway(system),
      startBrowser(),
    ]);
    await system.hostedWorker();
  });

  afterAll(async () => {
    await Promise.all([browser?.close(), gateway?.stop(), closed?.stop()]);
    await system?.[Symbol.asyncDispose]();
  });

  test('markup, escapes and marks of direction in names and reasons are seen as text', async () => {
    const source = await system.addModel('house.ifc', randomBytes(40));
    await system.simulator.failModel({ name: `${MARKUP}.ifc`, errorMessage: `${MARKUP}${TURNED}${ESCAPE}` });
    const request = system.request([source]);
    const [file] = request.files;
    if (file === undefined) throw new Error('the request has a file');
    const names = [MARKUP, TURNED, ESCAPE].map((name) => `${name}.ifc`);
    const id = await system.start({ ...request, files: names.map((name) => ({ ...file, name })) });
    await using opened = await openPage(browser, `${gateway.url}/#/ingestions/${id}`);
    const { page, problems, asked } = opened;
    await page.getByText(`${MARKUP}.ifc`).first().waitFor();
    await page.getByText('gnp.\\u202efci.exe.ifc').first().waitFor();
    await page.getByText('clear␛[2J␇.ifc').first().waitFor();
    await page.locator('.standing .status', { hasText: /partial|failed/ }).waitFor();
    await page.getByText(`ConversionFailed: ${MARKUP}`).first().waitFor();
    expect(
      await page.evaluate(
        'document.images.length + document.querySelectorAll("svg, iframe, script:not([src])").length',
      ),
    ).toBe(0);
    expect(await page.evaluate('window.owned')).toBeUndefined();
    const text = await page.evaluate<string>('document.body.innerText');
    expect(['\u202e', '\u001b', '\u0007'].filter((character) => text.includes(character))).toEqual([]);
    expect(await opened.violations()).toEqual([]);
    expect(problems).toEqual([]);
    expect(asked.filter((address) => !address.startsWith(gateway.url))).toEqual([]);
  });

  test('an id that another client of Temporal has made up leads nowhere else', async () => {
    await using temporal = await connectTemporalClient();
    const id = `"><script>window.owned=1</script>/../../${randomBytes(4).toString('hex')}#x?y`;
    // Without a worker that listens there it stays open.
    const run = await temporal.client.workflow.start('ingest', {
      workflowId: id,
      taskQueue: `none-${randomBytes(8).toString('hex')}`,
      args: [{}],
    });
    await using opened = await openPage(browser, gateway.url);
    const { page, problems, asked } = opened;
    const link = page.getByRole('link', { name: id });
    await link.click();
    await page.getByRole('heading', { name: id }).waitFor();
    expect(await page.evaluate('window.owned')).toBeUndefined();
    const calls = asked
      .map((address) => new URL(address).pathname)
      .filter((path) => path.startsWith('/v1/ingestions/'));
    expect(calls).toContain(`/v1/ingestions/${encodeURIComponent(id)}/events`);
    expect(problems).toEqual([]);
    await run.terminate();
    for (const hash of ['#/ingestions/..', '#/ingestions/%2e%2e', '#/syncs/.', '#/ingestions/%']) {
      await page.goto(`${gateway.url}/${hash}`);
      await page.reload();
      await page.getByText('live', { exact: true }).waitFor();
      expect(problems).toEqual([]);
    }
  });

  test('what a script that has come in by some way would do first is refused by the browser', async () => {
    await using opened = await openPage(browser, gateway.url);
    const { page } = opened;
    await page.getByText('live', { exact: true }).waitFor();
    const tried = (code: string) =>
      page.evaluate<string>(`(async () => { try { ${code}; return 'taken' } catch (error) { return error.name } })()`);
    expect(await tried('document.body.innerHTML = "<b>x</b>"')).toBe('TypeError');
    expect(await tried('document.body.setAttribute("onclick", "1"); document.createElement("script").text = "1"')).toBe(
      'TypeError',
    );
    expect(await tried(`await fetch(${JSON.stringify(system.platformUrl)})`)).toBe('TypeError');
    expect(await tried(`await fetch("https://example.com/", { mode: "no-cors" })`)).toBe('TypeError');
    await page.evaluate(
      `{ const frame = document.createElement('iframe'); frame.src = ${JSON.stringify(gateway.url)}; document.body.append(frame) }`,
    );
    await expect.poll(() => page.frames().filter((frame) => frame.url().startsWith(`${gateway.url}/`)).length).toBe(1);
  });

  test('a token that was stolen reaches what its holder does: no secret, and no file of another token', async () => {
    const sent = await fetch(`${closed.url}/v1/files?name=own.ifc`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKENS[0]}`, 'content-type': 'application/octet-stream' },
      body: randomBytes(100),
    });
    const place = sent.headers.get('location') ?? '';
    await using opened = await openPage(browser, closed.url);
    const { page } = opened;
    await page.getByLabel('Token').fill(TOKENS[1]);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('live', { exact: true }).waitFor();
    const get = (path: string) =>
      page.evaluate<{ status: number; text: string }>(
        `fetch(${JSON.stringify(path)}, { headers: { authorization: 'Bearer ' + sessionStorage.getItem('modelrail.token') } })
          .then(async (answer) => ({ status: answer.status, text: await answer.text() }))`,
      );
    expect((await get(place)).status).toBe(404);
    const [open] = (JSON.parse((await get('/v1/ingestions')).text) as { ingestions: { id: string }[] }).ingestions;
    const paths = ['/v1/overview', '/v1/ingestions', '/v1/syncs', '/openapi.json', '/metrics'];
    if (open !== undefined) paths.push(`/v1/ingestions/${open.id}`, `/v1/ingestions/${open.id}/manifest`);
    const told = (await Promise.all(paths.map(get))).map(({ text }) => text).join('\n');
    for (const secret of [...TOKENS, 'demo-password', 'demo-bim-api-key']) expect(told).not.toContain(secret);
  });
});
