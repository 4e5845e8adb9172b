import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { create, makeSpool, patch, shown } from './tus-calls.ts';

const page = await readFile(new URL('../../docs/sending-files.md', import.meta.url), 'utf8');
const [send = '', resume = '', whole = ''] = [...page.matchAll(/```bash\n(.*?)```/gs)].map(([, script = '']) => script);

async function run(script: string, endpoint: string, cwd: string, env: Record<string, string> = {}): Promise<string> {
  const text = script.replaceAll('http://127.0.0.1:8088', new URL(endpoint).origin);
  const { stdout } = await promisify(execFile)('bash', ['-euc', text], {
    ...{ cwd, encoding: 'utf8' },
    env: { ...process.env, GATEWAY_TOKEN: 'secret', ...env },
  });
  return stdout;
}

test('the calls by curl in the documentation send a file, and the rest of one', async () => {
  const { endpoint, spool } = await makeSpool();
  const folder = join(dirname(spool.options.folder), 'work');
  await mkdir(folder);
  const content = `ISO-10303-21;\n${'DATA;\n'.repeat(50_000)}`;
  await writeFile(join(folder, 'house.ifc'), content);
  // as: what the last of the calls prints.
  const sent = JSON.parse(await run(send, endpoint, folder)) as { source: string };
  expect(await readFile(sent.source, 'utf8')).toBe(content);

  const url = await create(endpoint, content.length, 'again.ifc');
  await patch(url, 0, content.slice(0, 12_345));
  const [AUTH, TUS] = ['Authorization: Bearer secret', 'Tus-Resumable: 1.0.0'];
  await run(resume, endpoint, folder, { UPLOAD: url, AUTH, TUS, FILE: 'house.ifc' });
  const { source = '' } = await shown(url);
  expect(basename(source)).toBe('again.ifc');
  expect(await readFile(source, 'utf8')).toBe(content);
});

test('a small file is sent by one call of curl, as it is and in a form', async () => {
  const { endpoint, spool } = await makeSpool();
  const folder = join(dirname(spool.options.folder), 'work');
  await mkdir(folder);
  await writeFile(join(folder, 'house.ifc'), 'ISO-10303-21;');
  const answers = (await run(whole, endpoint, folder)).replaceAll('}{', '}\n{').split('\n');
  expect(answers).toHaveLength(2);
  for (const answer of answers) {
    const { name, source } = JSON.parse(answer) as { name: string; source: string }; // as: what the calls print
    expect([name, await readFile(source, 'utf8')]).toEqual(['house.ifc', 'ISO-10303-21;']);
  }
});
