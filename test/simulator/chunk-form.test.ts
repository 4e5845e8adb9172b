import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { Refusal } from '../../platforms/chongqing-bim/simulator/answers.ts';
import {
  addField,
  chunkSizeOf,
  parseChunkForm,
  type RawForm,
} from '../../platforms/chongqing-bim/simulator/chunk-form.ts';

const cutFile = fc
  .record({ fileSize: fc.integer({ min: 1, max: 1_000_000 }), chunkSize: fc.integer({ min: 1, max: 1_000_000 }) })
  .map(({ fileSize, chunkSize }) => ({ fileSize, chunkSize, totalChunks: Math.ceil(fileSize / chunkSize) }))
  .filter(({ totalChunks }) => totalChunks <= 10_000);

test.prop([cutFile, fc.nat()])('every chunk of a file tells the size of the others', (file, pick) => {
  const chunkNumber = 1 + (pick % file.totalChunks);
  const isLast = chunkNumber === file.totalChunks;
  const size = isLast ? file.fileSize - (file.totalChunks - 1) * file.chunkSize : file.chunkSize;
  const told = chunkSizeOf(formOf(file, chunkNumber, size));
  expect(told).toBe(file.totalChunks === 1 ? file.fileSize : file.chunkSize);
});

test.prop([cutFile, fc.nat(), fc.integer({ min: -5, max: 5 }).filter((change) => change !== 0)])(
  'a size that is told is one that gives the file',
  (file, pick, change) => {
    const chunkNumber = 1 + (pick % file.totalChunks);
    const isLast = chunkNumber === file.totalChunks;
    const right = isLast ? file.fileSize - (file.totalChunks - 1) * file.chunkSize : file.chunkSize;
    const size = toldSize(file, chunkNumber, right + change);
    if (size === undefined) return;
    const last = file.fileSize - (file.totalChunks - 1) * size;
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThanOrEqual(size);
  },
);

/** The chunk size that a form tells; undefined when the form is refused. */
function toldSize(...form: Parameters<typeof formOf>): number | undefined {
  try {
    return chunkSizeOf(formOf(...form));
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return undefined;
  }
}

function formOf(file: { fileSize: number; totalChunks: number }, chunkNumber: number, currentChunkSize: number) {
  const raw: RawForm = { fields: new Map(), tags: [] };
  const fields = {
    ...file,
    FILENAME: 'a.rvt',
    fileExtention: '.rvt',
    fileHash: 'a'.repeat(32),
    chunkNumber,
    currentChunkSize,
  };
  for (const [name, value] of Object.entries(fields)) addField(raw, name, String(value));
  return parseChunkForm(raw);
}
