import { writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { toYaml } from '../../cli/system/simulated-config.ts';
import { longyanDiskSimulator } from '../../platforms/longyan-disk/simulator/definition.ts';
import { md5Of, sendPart, startDisk } from '../platforms/longyan-disk/support.ts';
import { runHosted } from '../support/hosted.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { makeFolder } from './folder.ts';

const KIB = 1024;

/** A disk with uploads that were left unfinished, and a folder with a configuration for it. */
async function leaveUploads() {
  const disk = await startDisk();
  const platforms = { disk: { ...longyanDiskSimulator.settings(disk.url), upload: { partSize: '64KiB' } } };
  const folder = await makeFolder(toYaml({ sources: { roots: ['./models'] }, platforms }));
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const begin = async (path: string, content: Buffer, sent: number) => {
    const { fid } = await disk.client.createFid({ md5: md5Of(content), size: content.length, path });
    if (sent > 0) await sendPart(disk.client, { fid, name: path, content }, 0, sent);
    return fid;
  };
  return { ...disk, folder, begin, modelrail: folder.modelrail };
}

test('uploads that were left unfinished are listed, and finished where their files are', async () => {
  const { folder, begin, modelrail, state } = await leaveUploads();
  const here = pseudoRandomBytes(300 * KIB, 1);
  const moved = pseudoRandomBytes(100 * KIB, 2);
  const fids = [
    await begin('class/春晓.mp4', here, 70 * KIB),
    await begin('old/moved.mp4', moved, 0),
    await begin('changed.mp4', pseudoRandomBytes(50 * KIB, 3), 10 * KIB),
    await begin('gone.mp4', pseudoRandomBytes(50 * KIB, 4), 0),
  ];
  await writeFile(await folder.write('models/class/春晓.mp4', ''), here);
  await writeFile(await folder.write('models/new/moved.mp4', ''), moved);
  await writeFile(await folder.write('models/changed.mp4', ''), pseudoRandomBytes(50 * KIB, 6));

  const listed = await modelrail('disk', 'uncompleted');
  const finished = await modelrail('disk', 'uncompleted', '--platform', 'disk', '--finish', '--json');

  expect(listed.code).toBe(0);
  expect(listed.stdout).toMatch(/class\/春晓\.mp4 +300\.0 KiB +23 %/);
  expect(listed.stdout).toMatch(/changed\.mp4 +50\.0 KiB +20 %/);
  expect(finished.code).toBe(3);
  expect(JSON.parse(finished.stdout)).toMatchObject({
    platform: 'disk',
    files: [
      {
        fid: fids[0],
        path: 'class/春晓.mp4',
        size: 300 * KIB,
        state: 'finished',
        source: expect.stringContaining('春晓.mp4'),
      },
      { fid: fids[1], path: 'old/moved.mp4', state: 'finished', source: expect.stringContaining('new') },
      { fid: fids[2], path: 'changed.mp4', position: 10 * KIB, state: 'notFound' },
      { fid: fids[3], path: 'gone.mp4', state: 'notFound' },
    ],
  });
  expect((await state()).files.filter(({ isComplete }) => isComplete).map(({ md5 }) => md5)).toEqual([
    md5Of(here),
    md5Of(moved),
  ]);
});

test('a platform of another kind, or none, is refused', async () => {
  const folder = await makeFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const env = { ...folder.env, CQ_USERNAME: 'a', CQ_PASSWORD: 'b', CQ_BIM_API_KEY: 'c' };
  const modelrail = (...args: string[]) => runHosted(['disk', 'uncompleted', ...args], { cwd: folder.path, env });
  expect(await modelrail()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('has no platform of kind longyan-disk'),
  });
  expect(await modelrail('--platform', 'cq')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('platform "cq" is of kind chongqing-bim, not longyan-disk'),
  });
});
