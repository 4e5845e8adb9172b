import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import type { Notice } from '../../contracts/notify.ts';
import { writeLetter } from '../../lib/notify/forms.ts';

const NOW = Date.parse('2026-11-30T02:51:00.000Z');
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const STUCK: Notice = {
  id: '4f6c1f0e-0000-4000-8000-000000000001',
  target: 'night',
  type: 'stuck',
  timestamp: '2026-11-30T02:51:00.000Z',
  data: {
    platform: 'cq',
    waiting: { for: 'platform', reason: 'connect *ECONNREFUSED*\n<b>', since: '2026-11-30T02:41:00.000Z' },
    count: 32,
    ids: Array.from({ length: 20 }, (_, n) => `house_${n}`),
    url: 'http://127.0.0.1:8088/v1/ingestions?platform=cq',
  },
};

test('a webhook has type, time and data, and the signature of Standard Webhooks', () => {
  const { url, headers, body } = writeLetter(
    'standard',
    STUCK,
    { url: 'https://h.example/in?a=1', secret: SECRET },
    Date.now(),
  );
  expect(url.href).toBe('https://h.example/in?a=1');
  expect(headers).toMatchObject({ 'webhook-id': STUCK.id, 'webhook-timestamp': expect.stringMatching(/^\d{10}$/) });
  // As a receiver does it, with the same library.
  const read = new Webhook(SECRET).verify(body, headers);
  expect(read).toEqual({ type: 'stuck', timestamp: STUCK.timestamp, data: STUCK.data });
  expect(() => new Webhook(SECRET).verify(`${body} `, headers)).toThrow('No matching signature');
});

test('DingTalk gets Markdown, with time in milliseconds and signature in the query', () => {
  const address = { url: 'https://oapi.dingtalk.com/robot/send?access_token=abc', secret: 'SECdef' };
  const { url, body } = writeLetter('dingtalk', STUCK, address, NOW);
  const sign = createHmac('sha256', 'SECdef').update(`${NOW}\nSECdef`).digest('base64');
  expect(Object.fromEntries(url.searchParams)).toEqual({ access_token: 'abc', timestamp: String(NOW), sign });
  const { msgtype, markdown } = JSON.parse(body);
  expect(msgtype).toBe('markdown');
  expect(markdown.title).toBe('modelrail: 32 ingestions wait for the platform on cq');
  expect(markdown.text).toContain('- reason: connect \\*ECONNREFUSED\\* \\<b\\>\n');
  expect(markdown.text).toContain('house\\_19 and 12 more');
  expect(writeLetter('dingtalk', STUCK, { ...address, secret: undefined }, NOW).url.href).toBe(address.url);
});

test('Feishu gets text, with time in seconds and signature in the body', () => {
  const url = 'https://open.feishu.cn/open-apis/bot/v2/hook/token';
  const { body } = writeLetter('feishu', STUCK, { url, secret: 'def' }, NOW);
  const { timestamp, sign, msg_type: type, content } = JSON.parse(body);
  expect(timestamp).toBe(String(NOW / 1000));
  expect(sign).toBe(createHmac('sha256', `${timestamp}\ndef`).update('').digest('base64'));
  expect([type, content.text.split('\n')[0]]).toEqual(['text', 'modelrail: 32 ingestions wait for the platform on cq']);
  expect(JSON.parse(writeLetter('feishu', STUCK, { url, secret: undefined }, NOW).body)).toEqual({
    msg_type: 'text',
    content,
  });
});

test('words of a platform mention no member of a Feishu group', () => {
  const reason = 'busy <at user_id="all">all</at> <AT id=1>';
  const waiting = { for: 'platform', reason, since: STUCK.timestamp } as const;
  const notice = { ...STUCK, data: { ...STUCK.data, waiting } };
  const { content } = JSON.parse(writeLetter('feishu', notice, { url: 'https://q/', secret: undefined }, NOW).body);
  expect(content.text).not.toMatch(/<\/?at/i);
  expect(content.text).toContain('busy ＜at user_id="all">all＜/at> ＜AT id=1>');
});

test('WeCom gets Markdown of 4,096 bytes at most, in whole characters', () => {
  const waiting = { for: 'host', reason: '主机', since: STUCK.timestamp, host: '机'.repeat(200) } as const;
  const ids = Array.from({ length: 20 }, (_, n) => `${n}-${'模'.repeat(80)}`);
  const { body } = writeLetter(
    'wecom',
    { ...STUCK, data: { ...STUCK.data, waiting, ids } },
    { url: 'https://q/', secret: undefined },
    NOW,
  );
  const { msgtype, markdown } = JSON.parse(body);
  expect(msgtype).toBe('markdown');
  expect(Buffer.byteLength(markdown.content)).toBeLessThanOrEqual(4_096);
  expect(Buffer.byteLength(markdown.content)).toBeGreaterThan(4_000);
  expect(markdown.content).not.toContain('\ufffd');
});

test('robots get the labels of one ingestion, or of several whose they are, in a line of some length', () => {
  const lineOf = (data: Partial<Notice['data']>) => {
    const notice: Notice = { ...STUCK, type: 'failed', data: { platform: 'cq', count: 1, ids: ['a'], ...data } };
    const { body } = writeLetter('feishu', notice, { url: 'https://q/', secret: undefined }, NOW);
    return String(JSON.parse(body).content.text)
      .split('\n')
      .find((line) => line.startsWith('labels'));
  };
  const labels = { order: '4711', 部门: '结构' };
  expect(lineOf({})).toBeUndefined();
  expect(lineOf({ labels: { a: labels } })).toBe('labels: order=4711, 部门=结构');
  const several = { count: 3, ids: ['a', 'b', 'c'], labels: { a: labels, c: { order: '4712' } } };
  expect(lineOf(several)).toBe('labels: a (order=4711, 部门=结构), c (order=4712)');
  expect(lineOf({ labels: { a: { order: '电'.repeat(200), more: '电'.repeat(200) } } })).toMatch(
    /^labels: order=电.*…$/,
  );
  expect(lineOf({ labels: { a: { order: '电'.repeat(200), more: '电'.repeat(200) } } })).toHaveLength(308);
});

test.each([
  ['recovered', 1, 'modelrail: over, 1 ingestion no longer waits for the platform on cq'],
  ['partial', 1, 'modelrail: 1 ingestion delivered in part on cq'],
  ['failed', 2, 'modelrail: 2 ingestions failed on cq'],
  ['completed', 2, 'modelrail: 2 ingestions completed on cq'],
  ['syncLate', 1, 'modelrail: 1 sync is late'],
  ['test', 0, 'modelrail: this is a test'],
] as const)('a message of type %s says so in one line', (type, count, title) => {
  const { body } = writeLetter(
    'dingtalk',
    { ...STUCK, type, data: { ...STUCK.data, count } },
    { url: 'https://q/', secret: undefined },
    NOW,
  );
  expect(JSON.parse(body).markdown.title).toBe(title);
});
