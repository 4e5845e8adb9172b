import { defaultPayloadConverter } from '@temporalio/common';
import { expect, test } from 'vitest';
import { replayFiles } from '../../client/snapshot/replay-files.ts';
import { requestedFiles } from '../../client/snapshot/requested-files.ts';
import { errorOf } from '../../contracts/errors.ts';
import { createSayer, englishOf, sentenceOf } from '../../contracts/sentences.ts';
import { chineseOf } from '../../lib/words/zh/sentences.ts';

const payloads = (value: unknown) => ({ payloads: [defaultPayloadConverter.toPayload(value)] });

test('what a history alone tells of files has the sentences of their errors and warnings', () => {
  const files = [{ source: '/m/a.ifc' }, { source: '/m/b.ifc' }];
  const missing = errorOf('SourceNotFound', sentenceOf('{path} does not exist', { path: '/m/a.ifc' }));
  const written = sentenceOf('it is still being written: wait until it is whole');
  const answer = {
    files: [
      { index: 0, state: 'failed', error: missing },
      { index: 1, state: 'ok', size: 5, warning: englishOf(written), told: [written] },
    ],
  };
  const events = [
    {
      eventId: 5,
      activityTaskScheduledEventAttributes: {
        activityType: { name: 'inspectSources' },
        input: payloads({ files: [] }),
      },
    },
    { eventId: 7, activityTaskCompletedEventAttributes: { scheduledEventId: 5, result: payloads(answer) } },
  ] as never; // as: all that is looked at
  const replayed = replayFiles('chongqing-bim', requestedFiles([{ platform: 'cq', files }]), events);

  const [first, second] = replayed.files;
  expect(first?.error).toEqual({ type: 'SourceNotFound', message: '/m/a.ifc does not exist' });
  const say = createSayer(replayed.told, chineseOf);
  expect(say(first?.error?.message ?? '')).toBe('/m/a.ifc 不存在');
  expect(say(second?.warning ?? '')).toBe('文件还在写入：请等它写完');
});
