import { expect, test } from 'vitest';
import { z } from 'zod';
import { ModelrailError } from '../../lib/errors.ts';
import { statusFailure } from '../../lib/http/failures.ts';
import { retryAfterMs } from '../../lib/http/headers.ts';
import { type HttpAnswer, jsonOf, shapeOf } from '../../lib/http/http.ts';
import { redactSecrets } from '../../lib/http/words.ts';

function answer(status: number, body: string | Buffer = '', headers: Record<string, string> = {}): HttpAnswer {
  const context = {
    method: 'GET',
    origin: 'http://platform:1',
    path: '/p',
    redact: (text: string) => redactSecrets(text, ['s3cret/value']),
  };
  return { status, headers, body: Buffer.from(body), context };
}

function failureOf(status: number, body?: string | Buffer, headers?: Record<string, string>): ModelrailError {
  const found = answer(status, body, headers);
  return statusFailure(found, found.context, 'baseUrl');
}

test.each([
  [500, 'PlatformUnavailable', true, true],
  [502, 'PlatformUnavailable', true, true],
  [503, 'PlatformUnavailable', true, true],
  [408, 'PlatformUnavailable', true, true],
  [429, 'RateLimited', true, false],
  [400, 'PlatformRefused', false, false],
  [401, 'Authentication', false, false],
  [403, 'PermissionDenied', false, false],
  [404, 'NotFound', false, false],
  [409, 'PlatformRefused', false, false],
  [422, 'PlatformRefused', false, false],
  [302, 'UnexpectedResponse', true, false],
] as const)('HTTP %i is %s', (status, type, isRetryable, outcomeUnknown) => {
  expect(failureOf(status)).toMatchObject({ type, isRetryable, outcomeUnknown });
});

test.each([
  [408, true],
  [429, true],
  [503, true],
  [504, true],
  [500, false],
  [502, false],
  [403, false],
])('HTTP %i means that the platform has too much to do: %s', (status, isOverload) => {
  expect(failureOf(status).isOverload).toBe(isOverload);
});

test('a secret at the end of an excerpt is not told in part', () => {
  const page = `<html>${'x'.repeat(185)} s3cret/value</html>`;
  expect(failureOf(502, page).message).not.toContain('s3c');
});

test('the message has method, path, status, the platform’s words and its request id, and no secret', () => {
  const body = JSON.stringify({ error: { message: '服务器错误', details: 'token s3cret/value or s3cret%2Fvalue' } });
  expect(failureOf(500, body, { 'x-request-id': 'r-17' }).message).toBe(
    'GET /p: HTTP 500: 服务器错误: token *** or *** (request id r-17)',
  );
});

test('without JSON the message has the beginning of the body, on one line', () => {
  const body = `<html>\n  <h1>Bad\tgateway</h1>${'x'.repeat(500)}`;
  expect(failureOf(502, body).message).toBe(
    `GET /p: HTTP 502: ${`<html> <h1>Bad gateway</h1>${'x'.repeat(500)}`.slice(0, 200)}…`,
  );
});

test('a page in GBK is read as such', () => {
  const gbk = Buffer.from([0xb7, 0xfe, 0xce, 0xf1, 0xc6, 0xf7]);
  expect(failureOf(502, gbk, { 'content-type': 'text/html; charset=GBK' }).message).toBe('GET /p: HTTP 502: 服务器');
  expect(failureOf(502, '服务器', { 'content-type': 'text/html; charset=no-such' }).message).toContain('服务器');
});

test('a 404 that is not the platform’s own says to check the address', () => {
  expect(failureOf(404, '<html>nginx</html>').message).toContain(
    'nothing is there at http://platform:1: check baseUrl',
  );
  expect(failureOf(404, '{"message":"no such file"}').message).toBe('GET /p: HTTP 404: no such file');
});

test.each([
  [400, '<html><h1>400 Bad Request</h1></html>'],
  [403, '<html>WAF</html>'],
  [404, '404 page not found'],
  [403, '{"success":false,"error":{"mess'],
])('HTTP %i with %j in place of JSON is not the platform’s word: it is retried', (status, body) => {
  const failure = failureOf(status, body);
  expect(failure).toMatchObject({ type: 'UnexpectedResponse', isRetryable: true, outcomeUnknown: true });
  expect(failure.message).toContain(`HTTP ${status}: ${body}`);
});

test('a redirect is named with its target, without the query', () => {
  expect(failureOf(302, '', { location: 'https://sso/login?ticket=1' }).message).toBe(
    'GET /p: redirects to https://sso/login, which is not followed (HTTP 302)',
  );
});

test('Retry-After is read in seconds and as a date', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  const read = (headers: Record<string, string>) => retryAfterMs(headers, now);
  expect(read({})).toBeUndefined();
  expect(read({ 'retry-after': '7' })).toBe(7_000);
  expect(read({ 'retry-after': '0' })).toBe(0);
  expect(read({ 'retry-after': 'soon' })).toBeUndefined();
  expect(read({ 'retry-after': 'Sun, 22 Nov 2026 10:00:30 GMT' })).toBe(30_000);
  expect(read({ 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT' })).toBe(0);
  // The server's clock is an hour ahead of ours.
  const ahead = { 'retry-after': 'Sun, 22 Nov 2026 11:00:30 GMT', date: 'Sun, 22 Nov 2026 11:00:00 GMT' };
  expect(read(ahead)).toBe(30_000);
  // An hour at most.
  expect(read({ 'retry-after': 'Fri, 31 Dec 2319 23:59:59 GMT' })).toBe(3_600_000);
  expect(read({ 'retry-after': '9'.repeat(400) })).toBe(3_600_000);
});

test.each([429, 503])('HTTP %i carries the wait that the platform asks for', (status) => {
  expect(failureOf(status, '', { 'retry-after': '3' }).retryAfterMs).toBe(3_000);
  expect(failureOf(status).retryAfterMs).toBeUndefined();
});

test.each([
  ['<html>login</html>', 'not JSON: <html>login</html>'],
  ['{"item": {"sta', 'not JSON: {"item": {"sta'],
  ['', 'the answer is empty'],
])('2xx with %j is retried, with an unknown outcome', (body, words) => {
  const read = () => jsonOf(answer(200, body));
  expect(read).toThrow(words);
  expect(read).toThrow(
    expect.objectContaining({ type: 'UnexpectedResponse', isRetryable: true, outcomeUnknown: true }),
  );
});

test('JSON of the wrong shape names the field and is final, with an unknown outcome', () => {
  const schema = z.object({ item: z.object({ status: z.number() }) });
  const read = () => shapeOf(answer(200), { item: { status: 'two' } }, schema);
  expect(read).toThrow(/unexpected shape: item\.status: .*expected number/);
  expect(read).toThrow(
    expect.objectContaining({ type: 'UnexpectedResponse', isRetryable: false, outcomeUnknown: true }),
  );
});

test('a byte order mark before JSON does no harm', () => {
  expect(jsonOf(answer(200, '\uFEFF{"a":1}'))).toEqual({ a: 1 });
});

test('every failure is a ModelrailError', () => {
  expect(failureOf(418)).toBeInstanceOf(ModelrailError);
});
