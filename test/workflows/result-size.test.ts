import { describe, expect, test } from 'vitest';
import { SLICE_MAX_BYTES, SLICE_MAX_FILES } from '../../contracts/policies.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import type { ChongqingBimRunState } from '../../workflows/chongqing-bim/chongqing-bim-run.ts';
import { chongqingBimDelivery as delivery } from '../../workflows/chongqing-bim/delivery.ts';
import { concludeCancelled } from '../../workflows/ingest/conclusion.ts';
import { toResult } from '../../workflows/ingest/ingest-progress.ts';
import { createState, failFile } from '../../workflows/ingest/ingest-state.ts';

/** What Temporal takes as one payload, and as the input of a run: the request and the result of the run before. */
const PAYLOAD_LIMIT = 2 * 1024 * 1024;
const identity = { id: 'i'.repeat(200), runId: crypto.randomUUID(), startedAt: '2026-01-01T00:00:00.000Z' };

/** As many files as one run works, with the longest Chinese names that it takes. */
function largestRequest(): IngestRequest {
  const rest = JSON.stringify({ source: '', host: 'model-pc-7' }).length;
  const characters = Math.floor((SLICE_MAX_BYTES / SLICE_MAX_FILES - rest) / 3);
  const files = Array.from({ length: SLICE_MAX_FILES }, (_, number) => ({
    source: `/${'桥'.repeat(characters - 2)}${number}`,
    host: 'model-pc-7',
  }));
  return { platform: 'cq', project: { id: crypto.randomUUID() }, files };
}

/** A run that has uploaded every file and knows everything of each. */
function fullState(): ChongqingBimRunState {
  const state = createState(delivery, largestRequest(), identity, undefined);
  for (const [number, file] of state.files.entries()) {
    file.size = 4 * 1024 ** 3;
    file.hash = 'f'.repeat(32);
    file.upload = { chunks: 1024, sent: 1000, skipped: 24, bytesSkipped: 1e8, bytesSent: 4e9, instant: false };
    file.status = 'uploaded';
    file.stage = 'convert';
    file.record = {
      id: crypto.randomUUID(),
      path: `/${'p'.repeat(150)}/${number}`,
    };
    state.own.records.set(number, { createdUserId: crypto.randomUUID() });
  }
  return state;
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

describe('the result of the largest run fits beside its request', () => {
  test('when every model failed with a long Chinese message', () => {
    const state = fullState();
    for (const file of state.files) failFile(file, { type: 'ConversionFailed', message: '模型转换失败'.repeat(200) });
    concludeCancelled(state);
    const result = toResult(state);
    expect(bytesOf([state.request, result])).toBeLessThan(PAYLOAD_LIMIT);
    expect(result.files[0]?.error?.message).toMatch(/^(模型转换失败)+/);
  });

  test('when every file was left behind, and the rest of the lines is counted', () => {
    const state = fullState();
    concludeCancelled(state);
    const result = toResult(state);
    expect(bytesOf([state.request, result])).toBeLessThan(PAYLOAD_LIMIT);
    expect(result.leftovers?.at(-1)).toMatch(/^… and \d+ more files$/);
  });
});
