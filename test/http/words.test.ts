import { expect, test } from 'vitest';
import { excerptOf } from '../../lib/http/body.ts';
import { sentence } from '../../lib/http/context.ts';
import { statusFailure } from '../../lib/http/failures.ts';
import { foreignWords, redactSecrets } from '../../lib/http/words.ts';

const SECRET = `p&ss "wörd"/<1>`;
const redact = (text: string): string => redactSecrets(text, [SECRET]);
const context = { method: 'GET', origin: 'http://platform:1', path: '/p', redact };

test('words are bounded to 2,000 characters and stay whole characters', () => {
  for (const length of [1, 1_998, 1_999, 2_000, 2_001]) {
    const words = foreignWords(`${'x'.repeat(length)}${'😀'.repeat(3_000_000)}`, redact);
    expect(words.length).toBeLessThanOrEqual(2_000);
    expect(words).not.toMatch(/\p{Surrogate}/u);
    expect(words.endsWith('…')).toBe(true);
  }
  expect(foreignWords('x'.repeat(2_000), redact)).toBe('x'.repeat(2_000));
});

test('a message of giant words is bounded, whatever they are made of', () => {
  for (const unit of ['x', '模', '😀', ' ', '\n', '\ud83d']) {
    const giant = unit.repeat(3 * 1024 * 1024);
    expect(sentence(context, giant, giant).length).toBeLessThan(2_200);
    expect(excerptOf(giant, redact).length).toBeLessThan(202);
    const body = Buffer.from(JSON.stringify({ message: giant }));
    expect(statusFailure({ status: 500, headers: {}, body }, context, 'baseUrl').message.length).toBeLessThan(2_200);
  }
});

test.each([
  ['as it is', SECRET],
  ['in a form', new URLSearchParams({ a: SECRET }).toString().slice(2)],
  ['in an address', encodeURIComponent(SECRET)],
  ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
  ['in JSON of ASCII', JSON.stringify(SECRET).slice(1, -1).replace('ö', String.raw`\u00f6`)],
  ['in JSON with escaped slashes', JSON.stringify(SECRET).slice(1, -1).replace('/', String.raw`\/`)],
  ['on a page', 'p&amp;ss &quot;wörd&quot;/&lt;1&gt;'],
])('a secret is taken out %s', (_how, text) => {
  expect(foreignWords(`a ${text} b`, redact)).toBe('a *** b');
});

test('a secret at the end of what is told is not told in part', () => {
  for (let length = 1_975; length <= 2_000; length += 1) {
    expect(foreignWords(`${'x'.repeat(length)}${SECRET} and more`, redact)).not.toContain('p&');
  }
  for (let length = 80; length <= 100; length += 1) {
    expect(sentence(context, 'words', `${'x'.repeat(length)}${SECRET}`)).not.toContain('p&');
  }
});

test('a redirect to an address with a secret does not tell it', () => {
  const answer = { status: 302, headers: { location: `/login/${encodeURIComponent(SECRET)}` }, body: Buffer.alloc(0) };
  expect(statusFailure(answer, context, 'baseUrl').message).toContain('redirects to /login/***,');
});
