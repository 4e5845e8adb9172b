import { expect, test } from 'vitest';
import { createChunkBuffers } from '../../../lib/transfer/buffers.ts';
import { sendByPosition } from '../../../platforms/longyan-disk/send-by-position.ts';
import { modelFolder, placesOf } from '../../transfer/model.ts';
import { md5Of, startStub } from './support.ts';

const makeModel = await modelFolder();
const SIZE = 1_000;
const LOST = { body: JSON.stringify({ result: '100000', resultDesc: '文件不存在' }) };

test('a file that the platform has lost goes on under the id that it has then', async () => {
  const { content, source, handle, checksums } = await makeModel(SIZE, SIZE);
  const md5 = md5Of(content);
  const record = (fid: string, filePos: number) => {
    const data = { fid, fileLength: SIZE, fileMd5: md5, filePos, postComplete: filePos === SIZE ? 'yes' : 'false' };
    return { body: JSON.stringify({ result: '000000', resultDesc: 'success', data }) };
  };
  // Asked again after the refusal, and once more after the wait that follows it.
  const again = record('4746964', 0);
  const { client, bodies } = await startStub(record('1', 0), LOST, again, again, record('4746964', SIZE));

  const fid = await sendByPosition(client, {
    source,
    handle,
    checksums,
    md5,
    name: 'a.mp4',
    path: 'a.mp4',
    size: SIZE,
    partSizeBytes: SIZE,
    places: placesOf(1),
    share: 'one',
    buffers: createChunkBuffers({ budgetBytes: 1024 ** 2 }),
    signal: new AbortController().signal,
    admit: (work) => work(),
    readSize: () => Promise.resolve(SIZE),
    onPosition: () => undefined,
    onSent: () => undefined,
    onWaiting: () => undefined,
  });

  expect(fid).toBe('4746964');
  const sent = bodies.flatMap((body) => /name="fid"\r\n\r\n(\d+)\r\n/.exec(body)?.[1] ?? []);
  expect(sent).toEqual(['1', '4746964']);
});
