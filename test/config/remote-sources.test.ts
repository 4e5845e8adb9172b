import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../lib/config/load.ts';
import { platformKinds as kinds } from '../../platforms/kinds.ts';
import { makeFolder, problemsOf } from './write-config.ts';

test('sources of servers have settings that only workers need', async () => {
  const cwd = await makeFolder({
    'modelrail.yaml':
      'sources: { s3: { models: { endpoint: http://s3, accessKeyId: a, secretAccessKey: "${S3_SECRET}" } }, proxy: "${PROXY_URL}", spool: { folder: ../spool, maxSize: 1GiB }, shared: true }',
  });
  const config = await loadConfig({ kinds, cwd, env: {} });
  expect(config.sources).toMatchObject({ shared: true, buckets: ['models'] });
  expect(await problemsOf(() => config.remoteSources)).toEqual([
    expect.stringContaining('S3_SECRET'),
    expect.stringContaining('PROXY_URL'),
  ]);
  const env = { PROXY_URL: 'http://ada:secret@proxy:3128', S3_SECRET: 'hidden-key' };
  const { remoteSources } = await loadConfig({ kinds, cwd, env });
  expect(remoteSources.s3).toMatchObject({ models: { region: 'us-east-1', pathStyle: true } });
  expect(JSON.stringify(remoteSources)).not.toMatch(/secret@|hidden-key/);
  expect(remoteSources.spool).toEqual({ folder: join(cwd, '..', 'spool'), maxBytes: 1024 ** 3 });
  expect(String(remoteSources.proxy)).not.toContain('secret');
});
