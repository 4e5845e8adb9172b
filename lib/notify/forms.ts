import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Notice, NotifyForm } from '../../contracts/notify.ts';
import { linesOf, titleOf } from './words.ts';

/** A message as it goes out. */
export interface Letter {
  url: URL;
  headers: Record<string, string>;
  body: string;
}

/** Where a message goes, its secrets in the clear. */
export interface Address {
  url: string;
  secret: string | undefined;
}

/** Bytes of a message of WeCom. */
const WECOM_BYTES = 4_096;

/** Writes a message in a form, signed for a moment (milliseconds since the epoch). */
export function writeLetter(form: NotifyForm, notice: Notice, address: Address, nowMs: number): Letter {
  return WRITERS[form](notice, address, nowMs);
}

type Writer = (notice: Notice, address: Address, nowMs: number) => Letter;

const WRITERS: Readonly<Record<NotifyForm, Writer>> = { standard, dingtalk, wecom, feishu };

/** As Standard Webhooks 1.0 has it: what is signed is the id, the time and the body. */
function standard({ id, type, timestamp, data }: Notice, { url, secret }: Address, nowMs: number): Letter {
  const body = JSON.stringify({ type, timestamp, data });
  const at = new Date(nowMs);
  const signature = secret === undefined ? {} : { 'webhook-signature': new Webhook(secret).sign(id, at, body) };
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(nowMs / 1000)), ...signature };
  return letter(new URL(url), body, headers);
}

/** The robot of a DingTalk group; the signature goes into the query. */
function dingtalk(notice: Notice, { url, secret }: Address, nowMs: number): Letter {
  const title = titleOf(notice);
  const to = new URL(url);
  if (secret !== undefined) {
    to.searchParams.set('timestamp', String(nowMs));
    to.searchParams.set('sign', hmac(secret, `${nowMs}\n${secret}`));
  }
  return letter(to, JSON.stringify({ msgtype: 'markdown', markdown: { title, text: markdown(notice) } }));
}

/** The robot of a WeCom group; its address alone is its secret. */
function wecom(notice: Notice, { url }: Address): Letter {
  const content = cutBytes(markdown(notice), WECOM_BYTES);
  return letter(new URL(url), JSON.stringify({ msgtype: 'markdown', markdown: { content } }));
}

/** The robot of a Feishu group; the signature goes into the body. */
function feishu(notice: Notice, { url, secret }: Address, nowMs: number): Letter {
  const timestamp = String(Math.floor(nowMs / 1000));
  const signed = secret === undefined ? {} : { timestamp, sign: hmac(`${timestamp}\n${secret}`, '') };
  // The one sign that its text has: a mention. What a text of a platform has of it mentions no member of the group.
  const text = [titleOf(notice), ...linesOf(notice)].join('\n').replaceAll(/<(?=\/?at\b)/gi, '＜');
  return letter(new URL(url), JSON.stringify({ ...signed, msg_type: 'text', content: { text } }));
}

function letter(url: URL, body: string, headers: Record<string, string> = {}): Letter {
  return { url, body, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } };
}

/** What a text of a platform has of Markdown's signs is no form of ours. */
function markdown(notice: Notice): string {
  const lines = linesOf(notice).map(
    (line) => `- ${/^https?:/.test(line) ? line : line.replaceAll(/[\\`*_[\]<>#]/g, '\\$&')}`,
  );
  return [`#### ${titleOf(notice)}`, ...lines].join('\n');
}

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64');
}

/** The beginning of a text that takes so many bytes at most, in whole characters. */
function cutBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  const decoder = new TextDecoder();
  return decoder.decode(Buffer.from(text).subarray(0, most - 3), { stream: true });
}
