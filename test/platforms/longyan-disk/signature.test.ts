import { describe, expect, test } from 'vitest';
import { formatUserDate, signCall } from '../../../platforms/longyan-disk/signature.ts';
import { encodeUserParams } from '../../../platforms/longyan-disk/user-params.ts';
import { settingsFor } from './support.ts';

/**
 * Computed by OpenSSL, with `p` the encoded parameters and `d` the date:
 *
 *     printf '%s\n%s\n' "$p" "$d" | openssl dgst -sha1 -hmac KEY -binary | base64
 *     printf '%s\n%s\n' "$p" "$d" | openssl dgst -sha1 -hmac KEY -hex -r | cut -d' ' -f1 | tr -d '\n' | tr a-f A-F | base64
 */
const VECTORS = [
  {
    what: 'Chinese text, a blank, a plus, the first milliseconds of a day in Shanghai',
    key: 'demo-secret-key',
    parameters: '{"title":"春晓 a+b*~"}',
    encoded: '%7B%22title%22%3A%22%E6%98%A5%E6%99%93+a%2Bb*%7E%22%7D',
    moment: '2015-12-31T16:07:58.675Z',
    date: '20160101000758675',
    raw: 'mSjDnyqimoHUK5cQJa5jeQYvLZM=',
    hexUpper: 'OTkyOEMzOUYyQUEyOUE4MUQ0MkI5NzEwMjVBRTYzNzkwNjJGMkQ5Mw==',
  },
  {
    what: 'no parameters, midnight in Shanghai, a key of Chinese text with a blank',
    key: '钥匙 k',
    parameters: '{}',
    encoded: '%7B%7D',
    moment: '2022-12-31T16:00:00.000Z',
    date: '20230101000000000',
    raw: 'igUfmp58ITSXV+H34x9CTgkWma0=',
    hexUpper: 'OEEwNTFGOUE5RTdDMjEzNDk3NTdFMUY3RTMxRjQyNEUwOTE2OTlBRA==',
  },
  {
    what: 'the query of a GET, late in the evening in Shanghai',
    key: 'k',
    parameters: 'name=一年级 (上)&page=1',
    encoded: 'name%3D%E4%B8%80%E5%B9%B4%E7%BA%A7+%28%E4%B8%8A%29%26page%3D1',
    moment: '2024-02-29T15:59:59.999Z',
    date: '20240229235959999',
    raw: 'Uf9VGeoqnMLu25kSPbVS26UPmw0=',
    hexUpper: 'NTFGRjU1MTlFQTJBOUNDMkVFREI5OTEyM0RCNTUyREJBNTBGOUIwRA==',
  },
];

describe.each(VECTORS)('$what', ({ key, parameters, encoded, moment, date, raw, hexUpper }) => {
  const ms = Date.parse(moment);

  test('is written as the platform wants it', () => {
    expect(encodeUserParams(parameters)).toBe(encoded);
    expect(formatUserDate(ms)).toBe(date);
  });

  test.each([
    ['raw', raw],
    ['hex-upper', hexUpper],
  ])('is signed: %s', (signatureEncoding, signature) => {
    const settings = settingsFor('http://127.0.0.1:1', { apiKey: 'key-1', secretKey: key, signatureEncoding });
    expect(signCall(settings, parameters, ms)).toEqual({
      'user-date': date,
      'user-params': encoded,
      authorization: `dc:key-1:${signature}`,
    });
  });
});
