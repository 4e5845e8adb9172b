import { expect, test } from 'vitest';
import { applyStep, type FileEvidence } from '../../client/history/file-evidence.ts';
import type { StepRecord } from '../../client/history/step-records.ts';

/** A step that sent a file and learned its MD5 on the way. */
function sent(hash: string): StepRecord {
  const file = { index: 0, size: 7, stamp: '1000000000:1' };
  const record = { id: `id of ${hash}`, path: `path of ${hash}` };
  return {
    step: 'transferChunks',
    attempts: 1,
    outcome: 'done',
    scheduledAt: '2026-01-01T00:00:00Z',
    endedAt: '2026-01-01T00:00:01Z',
    input: { files: [file] },
    result: { files: [{ index: 0, state: 'complete', hash, record }] },
  };
}

test('a step that answers MD5 and record at once tells of both, also of a content that took the place of another', () => {
  const file: FileEvidence = { name: 'a.ifc', md5: '', stages: new Map() };
  for (const hash of ['a', 'b']) {
    applyStep([file], 0, sent(hash));
    const record = { id: `id of ${hash}`, path: `path of ${hash}` };
    expect(file).toMatchObject({ md5: hash, record, read: { size: 7, chunkSizeBytes: 7 } });
  }
});
