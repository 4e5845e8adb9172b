import { expect, test } from 'vitest';
import { pathBelow } from '../../lib/sources/path-below.ts';

test.skipIf(process.platform === 'win32').each([
  ['/models/a/b.mp4', ['/models'], 'a/b.mp4'],
  ['/models/a/b.mp4', ['/models', '/models/a'], 'b.mp4'],
  ['/models-2/b.mp4', ['/models'], 'b.mp4'],
  ['/elsewhere/secret/b.mp4', ['/models'], 'b.mp4'],
  ['https://host/x/b%20c.mp4?sig=1', ['/models'], 'b c.mp4'],
])('%s below %j is %s', (source, roots, path) => {
  expect(pathBelow(source, roots)).toBe(path);
});
