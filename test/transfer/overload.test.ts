import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createAcceptedChunks } from '../../lib/transfer/accepted-chunks.ts';
import { createAdaptiveConcurrency } from '../../lib/transfer/adaptive-concurrency.ts';
import { createPlaces } from '../../lib/transfer/places.ts';
import { transferFile } from '../../lib/transfer/transfer-file.ts';
import { startChongqingBimSimulator } from '../../platforms/chongqing-bim/simulator/index.ts';
import { clientFor, settingsFor } from '../platforms/chongqing-bim/support.ts';
import { md5 } from '../support/model-files.ts';
import { simulatorControl } from '../support/simulator-control.ts';
import { modelFolder, passOf } from './model.ts';

const makeModel = await modelFolder();
const CHUNK = 16 * 1024;
const CHUNKS = 200;

/** What takes seconds passes in tenths. */
const fastClockMs = () => performance.now() * 5;

test.each([429, 503])('a platform that answers HTTP %i gets fewer requests, and each chunk once', async (status) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'modelrail-overload-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const simulator = await startChongqingBimSimulator({ dataDir });
  onTestFinished(() => simulator.close());
  const control = simulatorControl(simulator.url);
  const match = { endpoint: 'upload' };
  const burst = { match, kind: 'status', status, after: 50, times: 3 } as const;
  await control.fault(burst, { match, kind: 'delay', delayMs: 3 });
  const client = clientFor(
    settingsFor(simulator.url, { username: 'demo', password: 'demo-password', bimApiKey: 'demo-bim-api-key' }),
  );
  const model = await makeModel(CHUNKS * CHUNK, CHUNK);
  const hash = md5(model.content);
  const file = { name: 'large.rvt', hash, size: model.size, totalChunks: CHUNKS, tags: [] };
  const upload = client.prepareUpload(file);
  const concurrency = createAdaptiveConcurrency({ initial: 4, max: 16, nowMs: fastClockMs });
  /** The limit before each overload, and the one after it. */
  const shrinks: { from: number; to: number }[] = [];
  const places = createPlaces({
    get limit() {
      return concurrency.limit;
    },
    begin: () => concurrency.begin(),
    end(request, end) {
      const from = concurrency.limit;
      concurrency.end(request, end);
      const to = concurrency.limit;
      if (end.isOverload && to < from) shrinks.push({ from, to });
    },
  });
  const { signal } = new AbortController();

  await transferFile({
    ...passOf(model, {
      places,
      shape: { headBytes: upload.headRoomBytes, chunkBytes: CHUNK, tailBytes: upload.tailBytes },
      async send({ buffer, dataStart }, chunk) {
        const body = upload.frame(buffer, dataStart, chunk.length, chunk.position + 1);
        await client.uploadChunk({ body, contentType: upload.contentType, signal: chunk.signal });
      },
    }),
    accepted: createAcceptedChunks(CHUNKS),
    async ask() {
      const answer = await client.uploadStatus({ hash, signal });
      const missing = answer.missingChunks.map((number) => number - 1);
      return { answer, missing: answer.status === 'unknown' ? model.all : missing };
    },
    onAnswer() {},
    onWaiting() {},
  });
  await client.mergeChunks({ file });

  expect(shrinks.length).toBeGreaterThan(0);
  for (const { from, to } of shrinks) expect(to).toBe(Math.floor(from / 2));
  const { chunks, endpoints } = await control.stats();
  expect(endpoints['upload']?.faults['status']).toBe(3);
  expect(chunks).toMatchObject({ requests: CHUNKS, distinctBytes: model.size, duplicates: 0 });
  expect((await control.state()).files).toMatchObject([{ hash, md5: hash }]);
});
