import { pseudoRandomBytes, smallIfc } from '../test/support/model-files.ts';
import type { TestSystem } from '../test/support/system.ts';

const PART = 64 * 1024;
const LESSON = { platform: 'lessons', period: '小学', subject: '语文', folder: '春季' };

/** A platform for lessons: small files go whole, others by position. */
export const LESSONS = {
  further: {
    lessons: {
      kind: 'longyan-disk',
      simulator: { partMs: 20 },
      settings: { upload: { resumableFrom: '64KiB', partSize: '64KiB' } },
    },
  },
} as const;

/** The same, of a scenario that keeps the run before the retry as well. */
export const RETRIED_LESSONS = { ...LESSONS, more: ['lessons'] };

/**
 * One file whole and one by position; whether the resource of one was made is not known, until it is made again. Answers the id;
 * `keepFirst` is called between the two runs.
 */
export async function retryLessons(system: TestSystem, keepFirst: (id: string) => Promise<void>): Promise<string> {
  const match = { endpoint: 'createResource' };
  await system.simulatorOf('lessons').fault({ match, kind: 'cut-after', times: 1 });
  const sources = await Promise.all([
    system.addModel('1.ifc', smallIfc(1)),
    system.addModel('2.mp4', pseudoRandomBytes(5 * PART, 2)),
  ]);
  const id = await system.start({ ...LESSON, files: system.request(sources).files });
  await system.finish(id);
  await keepFirst(id);
  await system.client.retry(id);
  await system.finish(id);
  return id;
}

/** A file that is sent by position, with a pause in the middle; answers the id. */
export async function pauseLesson(system: TestSystem): Promise<string> {
  const simulator = system.simulatorOf('lessons');
  await simulator.fault({ match: { endpoint: 'fileResume' }, kind: 'delay', delayMs: 100 });
  const { files } = system.request([await system.addModel('a.mp4', pseudoRandomBytes(60 * PART, 1))]);
  const id = await system.start({ ...LESSON, files });
  await system.until(id, (progress) => (progress.files[0]?.upload.sent ?? 0) > 3);
  await system.client.pause(id);
  await system.until(id, (progress) => progress.status === 'paused');
  await simulator.clearFaults();
  await system.client.resume(id);
  await system.finish(id);
  return id;
}
