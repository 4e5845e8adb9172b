import { describe, expect, test } from 'vitest';
import { isExcepted, isLoopbackHost } from '../../lib/http/no-proxy.ts';

test.each([
  'localhost',
  'LOCALHOST',
  'a.localhost',
  'localhost.',
  '127.0.0.1',
  '127.9.9.9',
  '[::1]',
  '::1',
  '::ffff:127.0.0.1',
  '0.0.0.0',
])('%s is this machine', (host) => {
  expect(isLoopbackHost(host)).toBe(true);
});

test.each(['localhost.example.com', 'notlocalhost', '128.0.0.1', '10.0.0.1', '[fe80::1]', '127.0.0.1.example.com'])(
  '%s is not this machine',
  (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  },
);

describe('NO_PROXY', () => {
  test.each([
    ['*', 'a.example.com', true],
    ['example.com', 'example.com', true],
    ['example.com', 'a.example.com', true],
    ['.example.com', 'a.example.com', true],
    ['*.example.com', 'a.b.example.com', true],
    ['EXAMPLE.com', 'Example.COM', true],
    ['a, example.com\tb', 'example.com', true],
    ['example.com:8443', 'example.com', true],
    ['example.com:443', 'example.com', false],
    ['example.com', 'badexample.com', false],
    ['ample.com', 'example.com', false],
    ['', 'example.com', false],
    ['10.0.0.0/8', '10.1.2.3', true],
    ['10.0.0.0/8', '11.1.2.3', false],
    ['10.0.0.0/8', 'example.com', false],
    ['10.0.0.0/99', '10.1.2.3', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['2.3', '10.1.2.3', false],
    ['fd00::/8', '[fd00::1]', true],
    ['[fd00::1]:8443', '[fd00::1]', true],
    ['fd00::1', '[fd00::1]', true],
  ])('%j excepts %s: %s', (list, host, isIt) => {
    expect(isExcepted(host, 8443, { NO_PROXY: list })).toBe(isIt);
    expect(isExcepted(host, 8443, { no_proxy: list })).toBe(isIt);
    expect(isExcepted(host, 8443, { NO_PROXY: 'other', no_proxy: list })).toBe(isIt);
  });
});
