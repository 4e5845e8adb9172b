import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { toYaml } from '../../cli/system/simulated-config.ts';
import { longyanDiskSimulator } from '../../platforms/longyan-disk/simulator/definition.ts';
import { md5Of, sendPart, startDisk } from '../platforms/longyan-disk/support.ts';
import { runHosted } from '../support/hosted.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { PROGRAM } from '../support/program.ts';
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

/** Makes folders in each other until no path is long enough to name the last ones. */
async function makeDeep(folder: string): Promise<void> {
  const name = 'n'.repeat(250);
  const shell = (script: string) => promisify(execFile)('sh', ['-c', script], { cwd: folder });
  await shell(`while mkdir ${name} && cd ${name}; do :; done 2>&1; true`);
  onTestFinished(async () => void (await shell(`rm -rf ${name}`)));
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

test.skipIf(process.platform === 'win32')(
  'a folder that cannot be looked into is told, and the rest is finished',
  async () => {
    const { folder, begin, modelrail } = await leaveUploads();
    await makeDeep(join(folder.path, 'models'));
    const here = pseudoRandomBytes(100 * KIB, 1);
    await begin('a.mp4', here, 0);
    await writeFile(await folder.write('models/a.mp4', ''), here);
    const { code, stdout } = await modelrail('disk', 'uncompleted', '--finish', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      files: [{ path: 'a.mp4', state: 'finished' }],
      problems: [expect.stringMatching(/the path is too long$/)],
    });
  },
);

test('a file that changes before it is sent gives way to another one of its name', async () => {
  const { folder, begin, modelrail, control } = await leaveUploads();
  const content = pseudoRandomBytes(100 * KIB, 1);
  await begin('a.mp4', content, 0);
  for (const name of ['x', 'y']) await writeFile(await folder.write(`models/${name}/a.mp4`, ''), content);
  await control.fault({ match: { endpoint: 'createFid' }, kind: 'delay', delayMs: 2_000, times: 1 });
  const finishing = modelrail('disk', 'uncompleted', '--finish', '--json');
  await control.untilFault();
  // It is hashed, and read again when the platform has answered.
  await truncate(join(folder.path, 'models/x/a.mp4'));
  const { code, stdout } = await finishing;
  expect(code).toBe(0);
  const source = expect.stringContaining(join('y', 'a.mp4'));
  expect(JSON.parse(stdout)).toMatchObject({ files: [{ state: 'finished', source }] });
});

test('what was finished before Ctrl-C is told', async () => {
  const { folder, begin, control } = await leaveUploads();
  const contents = [1, 2].map((number) => pseudoRandomBytes(100 * KIB, number));
  for (const [at, content] of contents.entries()) {
    await begin(`${at}.mp4`, content, 0);
    await writeFile(await folder.write(`models/${at}.mp4`, ''), content);
  }
  // Two parts each: the second file's first one waits.
  await control.fault({ match: { endpoint: 'fileResume' }, kind: 'delay', delayMs: 60_000, after: 2 });
  const args = [PROGRAM, 'disk', 'uncompleted', '--finish', '--json'];
  const child = spawn(process.execPath, args, { cwd: folder.path, env: folder.env });
  const closed = once(child, 'close');
  const told = text(child.stdout);
  await control.untilFault();
  child.kill('SIGINT');
  expect(await closed).toEqual([130, null]);
  const { files } = JSON.parse(await told);
  expect(files).toMatchObject([{ path: '0.mp4', state: 'finished' }, { path: '1.mp4' }]);
  expect(files[1]).not.toHaveProperty('state');
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
