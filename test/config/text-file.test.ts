import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRequestFile } from '../../cli/request/from-file.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { platformKinds } from '../../platforms/kinds.ts';
import { chongqing, chongqingSettings, makeFolder } from './write-config.ts';

/** A text as Windows programs write it, by the name that PowerShell has for each. */
const ENCODINGS: readonly [name: string, encode: (text: string) => Buffer][] = [
  ['utf8', (text) => Buffer.from(text)],
  ['utf8 with a mark', (text) => Buffer.from(`\ufeff${text}`)],
  ['unicode (UTF-16LE)', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['bigendianunicode (UTF-16BE)', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
];

/** GB18030, as editors of a Chinese Windows write it: half of its bytes are no UTF-8. */
const GB18030 = Buffer.from([0xc4, 0xa3, 0xd0, 0xcd]);

test('a file in another encoding is refused rather than read with other names in it', async () => {
  const cwd = await makeFolder({});
  await writeFile(
    join(cwd, 'request.yaml'),
    Buffer.concat([Buffer.from('platform: cq\ngroup: { name: '), GB18030, Buffer.from(' }\n')]),
  );
  await writeFile(
    join(cwd, 'modelrail.yaml'),
    Buffer.concat([Buffer.from('worker: { host: '), GB18030, Buffer.from(' }\n')]),
  );
  await expect(readRequestFile('request.yaml', cwd)).rejects.toMatchObject({
    type: 'InvalidRequest',
    message: 'request file "request.yaml" is neither UTF-8 nor UTF-16 with a byte order mark: save it as UTF-8',
  });
  await expect(loadConfig({ kinds: platformKinds, cwd, env: {} })).rejects.toMatchObject({
    type: 'InvalidRequest',
    message: 'configuration file "modelrail.yaml" is neither UTF-8 nor UTF-16 with a byte order mark: save it as UTF-8',
  });
});

test('a secret in another encoding is named', async () => {
  const written = chongqing().replace('password: p', `password: "\${file:secret.txt}"`);
  const cwd = await makeFolder({ 'modelrail.yaml': `platforms: { cq: ${written} }\n` });
  await writeFile(join(cwd, 'secret.txt'), GB18030);
  await expect(
    loadConfig({ kinds: platformKinds, cwd, env: {} }).then((config) => chongqingSettings(config, 'cq')),
  ).rejects.toThrow('file "secret.txt" is neither UTF-8 nor UTF-16');
});

describe.each(ENCODINGS)('%s', (_, encode) => {
  test('a request file', async () => {
    const cwd = await makeFolder({});
    await writeFile(join(cwd, 'request.yaml'), encode('platform: 桥\r\nfiles: [{ source: 模型.rvt }]\r\n'));
    const { value, nameOf } = await readRequestFile('request.yaml', cwd);
    expect(value).toEqual({ platform: '桥', files: [{ source: join(cwd, '模型.rvt') }] });
    expect(nameOf(['files', 0])).toBe('request.yaml:2: files[0]');
  });

  test('the configuration, and the files that its values come from', async () => {
    const cwd = await makeFolder({});
    const written = chongqing().replace('password: p', `password: "\${file:secret.txt}"`);
    await writeFile(join(cwd, 'modelrail.yaml'), encode(`worker: { host: 模型 }\r\nplatforms: { 桥: ${written} }\r\n`));
    await writeFile(join(cwd, 'secret.txt'), encode('密码\r\n'));
    const config = await loadConfig({ kinds: platformKinds, cwd, env: {} });
    expect(config.worker.host).toBe('模型');
    expect(chongqingSettings(config, '桥').password.reveal()).toBe('密码');
  });
});
