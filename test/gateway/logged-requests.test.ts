import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '../../gateway/app.ts';
import { webhookRoutes } from '../../gateway/routes/webhooks.ts';
import type { Nudges } from '../../gateway/webhooks/nudges.ts';
import { gatewaySection } from '../../lib/config/sections.ts';

/** A gateway with the route of webhooks, of which one token is known; `lines` are those of its log. */
async function start() {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  let reads = 0;
  const nudges: Nudges = {
    read(token) {
      reads += 1;
      return token === 'known-token' ? { token, workflowId: 'one', job: 'c0' } : undefined;
    },
    take() {
      throw new TypeError('not foreseen');
    },
    close: () => undefined,
  };
  const { spool: _apart, ...settings } = gatewaySection.parse({});
  const app = await createApp(settings, pino({ level: 'debug' }, stream), '1');
  onTestFinished(() => app.close());
  await app.register(webhookRoutes(nudges));
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const post = async (path: string) => (await fetch(`${origin}${path}`, { method: 'POST' })).status;
  return { post, lines, reads: () => reads };
}

test('a log tells the route of a request, and nothing of an address that is a secret', async () => {
  const { post, lines } = await start();
  const statuses: number[] = [];
  for (const path of ['/v1/webhooks/known-token', '/v1/webhooks/other-token', '/v1/webhooks/known-token/more']) {
    statuses.push(await post(path));
  }
  expect(statuses).toEqual([500, 404, 404]);
  const routes = lines.map((line) => (JSON.parse(line) as { route?: string }).route); // as: a line of JSON each
  expect(routes).toEqual(expect.arrayContaining(['/v1/webhooks/:token', 'none']));
  expect(lines.join('')).not.toMatch(/(known|other)-token/);
});

test('the token of an address is read once', async () => {
  const { post, reads } = await start();
  await post('/v1/webhooks/known-token');
  expect(reads()).toBe(1);
});
