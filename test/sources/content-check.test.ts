import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { contentWarning } from '../../lib/sources/content-check.ts';

const folder = await mkdtemp(join(tmpdir(), 'modelrail-content-'));
afterAll(() => rm(folder, { recursive: true }));

const OLE = Buffer.from('d0cf11e0a1b11ae10000', 'hex');
const STEP = 'ISO-10303-21;\nHEADER;';
const ZIP = Buffer.from('504b03041400', 'hex');
const DWG = 'AC1032\0\0';

async function warningFor(name: string, content: string | Buffer): Promise<string | undefined> {
  const path = join(folder, name);
  await writeFile(path, content);
  return contentWarning(path);
}

test.each([
  ['a.rvt', OLE],
  ['A.RVT', OLE],
  ['a.rfa', OLE],
  ['a.ifc', STEP],
  ['a.ifc', `\uFEFF${STEP}`],
  ['a.ifc', `\r\n ${STEP}`],
  ['a.stp', STEP],
  ['a.step', STEP],
  ['a.ifczip', ZIP],
  ['a.dwg', DWG],
  ['a.dwg', 'AC1015\0\0'],
  // Nothing is known of these.
  ['a.nwd', 'anything'],
  ['a', 'anything'],
])('%s with its own content is no reason to warn', async (name, content) => {
  expect(await warningFor(name, content)).toBeUndefined();
});

test.each([
  ['b.rvt', STEP, '.rvt promises: it looks like a STEP physical file'],
  ['b.RVT', ZIP, '.rvt promises: it looks like a zip archive'],
  ['b.ifc', OLE, '.ifc promises: it looks like an OLE compound file'],
  ['b.ifczip', STEP, '.ifczip promises: it looks like a STEP physical file'],
  ['b.ifc', DWG, '.ifc promises: it looks like a DWG drawing'],
  ['b.dwg', OLE, '.dwg promises: it looks like an OLE compound file'],
  ['b.rvt', '<html>', '.rvt promises: its first bytes are of no format known here'],
  ['b.rvt', OLE.subarray(0, 7), '.rvt promises: its first bytes are of no format known here'],
  ['b.ifc', 'I', '.ifc promises: its first bytes are of no format known here'],
  ['b.dwg', 'AC10', '.dwg promises: its first bytes are of no format known here'],
])('%s with other content is told: %#', async (name, content, words) => {
  expect(await warningFor(name, content)).toBe(`the content is not what ${words}`);
});

test('a file that cannot be opened is not a matter of content', async () => {
  await expect(contentWarning(join(folder, 'missing.ifc'))).rejects.toMatchObject({ code: 'ENOENT' });
});
