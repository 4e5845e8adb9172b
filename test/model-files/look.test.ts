import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { fc, test as propertyTest } from '@fast-check/vitest';
import { afterAll, describe, expect, test } from 'vitest';
import { lookAtFile, lookAtHead, lookAtModel, type ModelLook } from '../../lib/model-files/look.ts';
import { compoundFile, revitFile } from '../support/compound-file.ts';
import { smallIfc } from '../support/model-files.ts';

const folder = await mkdtemp(join(tmpdir(), 'modelrail-looks-'));
afterAll(() => rm(folder, { recursive: true }));

const IFC = smallIfc(1);
const REVIT = revitFile('Worksharing: Not enabled\r\nFormat: 2020\r\nBuild: 20200826_1250(x64)\r\n', { more: 5000 });
const XML =
  '<?xml version="1.0"?>\n<ifcXML xmlns="http://www.buildingsmart-tech.org/ifcXML/IFC4/final"><a/></ifcXML>\n';

function look(name: string, content: string | Buffer): Promise<ModelLook> {
  const bytes = Buffer.from(content);
  const read = (at: number, length: number): Promise<Buffer> => Promise.resolve(bytes.subarray(at, at + length));
  return lookAtModel({ size: bytes.length, read }, name);
}

/** A STEP physical file of a schema, with what is before it in its header. */
function step(schema: string, before = ''): string {
  return `ISO-10303-21;\nHEADER;\n${before}FILE_SCHEMA(('${schema}'));\nENDSEC;\nDATA;\nENDSEC;\nEND-ISO-10303-21;\n`;
}

/** An archive of one file, with the record with which archives end. */
function zip(name: string, content: string, method: 0 | 8): Buffer {
  const packed = method === 8 ? deflateRawSync(content) : Buffer.from(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50);
  local.writeUInt16LE(method, 8);
  local.writeUInt16LE(name.length, 26);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  return Buffer.concat([local, Buffer.from(name), packed, end]);
}

describe('kind and version', () => {
  test.each<[name: string, content: string | Buffer, kind: string, version: string | undefined]>([
    ['a.ifc', IFC, 'ifc', 'IFC2X3'],
    ['A.IFC', `\uFEFF\r\n${step('IFC4X3_ADD2')}`, 'ifc', 'IFC4X3_ADD2'],
    ['a.ifc', step('ifc4', "/* FILE_SCHEMA(('IFC2X3')); */"), 'ifc', 'IFC4'],
    ['a.ifc', step('IFC4', `FILE_NAME('${'x'.repeat(20_000)}');\n`), 'ifc', 'IFC4'],
    ['a.stp', step('CONFIG_CONTROL_DESIGN'), 'step', 'AP203'],
    ['a.stp', step('AUTOMOTIVE_DESIGN { 1 0 10303 214 1 1 1 1 }'), 'step', 'AP214'],
    ['a.step', step('AP242_MANAGED_MODEL_BASED_3D_ENGINEERING_MIM_LF { 1 0 10303 442 1 1 4 }'), 'step', 'AP242'],
    ['a.step', step('OWN_SCHEMA { 1 0 10303 227 1 }'), 'step', 'AP227'],
    ['a.step', step('OWN_SCHEMA'), 'step', 'OWN_SCHEMA'],
    ['a.ifczip', zip('a.ifc', IFC, 8), 'ifczip', 'IFC2X3'],
    ['a.ifczip', zip('a.ifc', IFC, 0), 'ifczip', 'IFC2X3'],
    ['a.ifcxml', XML, 'ifcxml', 'IFC4'],
    ['a.ifcxml', Buffer.from(`\uFEFF${XML}`, 'utf16le'), 'ifcxml', 'IFC4'],
    ['a.dwg', 'AC1032\0\0', 'dwg', '2018'],
    ['a.dwg', 'AC1015\0\0', 'dwg', '2000'],
    ['a.dwg', 'AC1099\0\0', 'dwg', 'AC1099'],
    ['a.dwg', 'AC1.40\0\0', 'dwg', 'R1.4'],
    ['a.dwg', 'AC2.10\0\0', 'dwg', 'R2.10'],
    ['a.dgn', Buffer.from('c809fe02', 'hex'), 'dgn', 'V7'],
    ['a.dgn', compoundFile('Dgn~H', Buffer.alloc(10)), 'dgn', 'V8'],
    ['a.rvt', REVIT, 'rvt', '2020'],
    ['a.rfa', REVIT, 'rfa', '2020'],
    ['a.rvt', revitFile('Autodesk Revit 2017 (Build: 20160225_1515(x64))', { before: 21 }), 'rvt', '2017'],
    ['a.rvt', revitFile('Revit Build: Autodesk Revit Architecture 2012 (Build: 2011)'), 'rvt', '2012'],
    ['a.rvt', revitFile('nothing that is known'), 'rvt', undefined],
  ])('of %s are told without a warning: %#', async (name, content, kind, version) => {
    expect(await look(name, content)).toEqual({ kind, ...(version === undefined ? {} : { version }) });
  });

  test.each([
    ['a.nwd', 'anything'],
    ['a', 'anything'],
    ['a.dxf', '  0\nSECTION\n'],
    ['a.dgn', 'anything'],
    // Archives since 2021.
    ['a.skp', zip('model.dat', 'x', 0)],
  ])('of %s are not known, and nothing is said: %#', async (name, content) => {
    expect(await look(name, content)).toEqual({});
  });
});

test.each([
  ['b.rvt', IFC, '.rvt promises: it looks like a STEP physical file of IFC2X3'],
  ['b.RVT', zip('a', 'x', 0), '.rvt promises: it looks like a zip archive'],
  ['b.rvt', compoundFile('WordDocument', Buffer.alloc(10)), '.rvt promises: it looks like a Word document'],
  ['b.ifc', REVIT, '.ifc promises: it looks like a model of Revit 2020'],
  ['b.ifc', step('CONFIG_CONTROL_DESIGN'), '.ifc promises: it looks like a STEP physical file of AP203'],
  ['b.stp', IFC, '.stp promises: it looks like a STEP physical file of IFC2X3'],
  ['b.ifczip', 'ISO-10303-21;', '.ifczip promises: it looks like a STEP physical file'],
  ['b.ifc', 'AC1032\0\0', '.ifc promises: it looks like a DWG drawing'],
  ['b.dxf', 'AC1032\0\0', '.dxf promises: it looks like a DWG drawing'],
  ['b.dwg', compoundFile('x', Buffer.alloc(10)), '.dwg promises: it looks like an OLE compound file'],
  ['b.rvt', '<html>', '.rvt promises: its first bytes are of no format known here'],
  ['b.rvt', REVIT.subarray(0, 7), '.rvt promises: its first bytes are of no format known here'],
  ['b.ifc', 'I', '.ifc promises: its first bytes are of no format known here'],
  ['b.ifc', Buffer.alloc(5000), '.ifc promises: its first bytes are all zero'],
  ['b.ifcxml', 'ifcXML', '.ifcxml promises: its first bytes are of no format known here'],
])('%s with other content is told: %#', async (name, content, words) => {
  expect((await look(name, content)).warning).toBe(`the content is not what ${words}`);
});

describe('a file that is cut off is told', () => {
  test.each([
    ['a.ifc', IFC.slice(0, -10), 'END-ISO-10303-21; is missing'],
    ['a.stp', step('AP242_X').slice(0, 60), 'END-ISO-10303-21; is missing'],
    ['a.ifczip', zip('a.ifc', IFC, 8).subarray(0, -22), 'the directory of the archive is missing'],
    ['a.ifcxml', XML.slice(0, -10), '</ifcXML> is missing'],
    ['a.rvt', REVIT.subarray(0, 100), 'it has less than its header'],
    ['a.rvt', REVIT.subarray(0, 600), 'its table of sectors leads beyond its end'],
    ['a.rvt', REVIT.subarray(0, 1024), 'its table of sectors leads beyond its end'],
    ['a.rvt', REVIT.subarray(0, -512), 'its table of sectors leads beyond its end'],
    ['a.rvt', REVIT.subarray(0, -1), 'its last sector is not whole'],
  ])('%s: %#', async (name, content, words) => {
    expect((await look(name, content)).warning).toContain(`it seems to be cut off: ${words}`);
  });

  test('and not one whose end is followed by signatures or fillings', async () => {
    expect((await look('a.ifc', `${IFC}${'\0'.repeat(20_000)}`)).warning).toBeUndefined();
  });
});

test('where only the first bytes are at hand, an end is not missed', async () => {
  const head = Buffer.from(IFC).subarray(0, 250);
  expect(await lookAtHead(head, IFC.length, 'a.ifc')).toEqual({ kind: 'ifc', version: 'IFC2X3' });
  expect(await lookAtHead(REVIT.subarray(0, 512), REVIT.length, 'a.rvt')).toEqual({});
  expect((await lookAtHead(head, IFC.length, 'a.rvt')).warning).toContain('STEP physical file');
});

test('a file of a disk is looked at by its path, or by another name', async () => {
  const path = join(folder, 'a.ifc');
  await writeFile(path, IFC);
  expect(await lookAtFile(path)).toEqual({ kind: 'ifc', version: 'IFC2X3' });
  expect((await lookAtFile(path, 'a.rvt')).warning).toContain('.rvt promises');
});

test('a file that cannot be opened is not a matter of content', async () => {
  await expect(lookAtFile(join(folder, 'missing.ifc'))).rejects.toMatchObject({ code: 'ENOENT' });
});

const starts = fc.constantFrom(REVIT, Buffer.from(IFC), zip('a.ifc', IFC, 8), Buffer.from(XML), Buffer.alloc(0));
const names = fc.constantFrom('a.rvt', 'a.ifc', 'a.ifczip', 'a.ifcxml', 'a.dwg', 'a.dgn', 'a.nwd');
const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 30 });

describe('whatever the bytes are', () => {
  propertyTest.prop([starts, changes, fc.uint8Array({ maxLength: 3000 }), names, fc.integer({ min: 1, max: 2 ** 40 })])(
    'a look ends without an error, and reads little',
    async (start, altered, rest, name, size) => {
      const bytes = Buffer.concat([start, rest]);
      for (const [at, value] of altered) if (bytes.length > 0) bytes[at % bytes.length] = value;
      let reads = 0;
      let total = 0;
      const read = (at: number, length: number): Promise<Buffer> => {
        reads += 1;
        total += length;
        // Beyond what is given, a file repeats itself.
        return Promise.resolve(
          Buffer.from(Array.from({ length }, (_, index) => bytes[(at + index) % bytes.length] ?? 0)),
        );
      };
      await lookAtModel({ size, read }, name);
      expect(reads).toBeLessThanOrEqual(256);
      expect(total).toBeLessThanOrEqual(512 * 1024);
    },
  );
});
