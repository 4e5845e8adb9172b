import { randomUUID } from 'node:crypto';
import type { DiskState } from '../platforms/longyan-disk/support.ts';
import type { KindUnderTest } from './kind-under-test.ts';
import type { PlatformControl } from './platform-control.ts';

const UNFINDABLE = 'no call of the manual finds it again';

/** The platform of kind `longyan-disk`, as suites for all kinds have to know it, but for the way that files go. */
const DISK: Omit<KindUnderTest, 'settings' | 'simulator'> = {
  kind: 'longyan-disk',
  request: () => ({
    period: '小学',
    subject: '语文',
    edition: '人教版',
    textbook: 'TEX0001',
    chapters: ['第一单元/春晓'],
    folder: `folder-${randomUUID()}`,
  }),
  unverified: 'the call that says what is there makes it where it is not',
  blind: { createLongyanFolder: UNFINDABLE, createLongyanResource: UNFINDABLE },
  last: { createLongyanResource: `${UNFINDABLE}: it is let come to its end` },
  final: { 'expired-token': 'the keys stand in the configuration: a worker has no other ones' },
  secrets: ['demo-api-key', 'demo-secret-key', 'demo-app-key'],
  async delivered(control) {
    const { files, resources } = await control.state<DiskState>();
    const md5Of = new Map(files.map(({ fid, md5 }) => [fid, md5]));
    return resources.map(({ fid, title }) => ({ name: String(title), md5: md5Of.get(fid) ?? '' }));
  },
  doubled: async (control) => (await emptyFolders(control)).map(({ dirName }) => dirName),
  async remains(control) {
    const { files, resources } = await control.state<DiskState>();
    const inUse = new Set(resources.map(({ fid }) => fid));
    return [
      ...files.filter(({ fid }) => !inUse.has(fid)).map(({ name }) => [`file ${name}`]),
      ...(await emptyFolders(control)).map(({ dirName }) => [dirName]),
    ];
  },
  async look(control, { files, leftovers = [] }) {
    const known = new Set(files.map(({ remote }) => remote?.['resId']));
    const { resources } = await control.state<DiskState>();
    for (const { resId } of resources) {
      if (!known.has(resId)) await control.call('DELETE', `state/resources/${resId}`);
    }
    for (const { dirId } of await emptyFolders(control)) {
      const isKnown = leftovers.some((line) => line.includes(dirId));
      if (!isKnown) await control.call('DELETE', `state/folders/${dirId}`);
    }
  },
};

/** Files above 64 KiB go by position. */
export const LONGYAN_DISK_BY_POSITION = {
  ...DISK,
  settings: { upload: { resumableFrom: '64KiB', partSize: '64KiB' } },
  simulator: { partMs: 20 },
} satisfies KindUnderTest;

/** Every file goes whole. */
export const LONGYAN_DISK_WHOLE = {
  ...DISK,
  // Not longer: each of two thousand files takes it.
  simulator: { partMs: 5 },
} satisfies KindUnderTest;

async function emptyFolders(control: PlatformControl): Promise<DiskState['folders']> {
  const { folders, resources } = await control.state<DiskState>();
  const inUse = new Set(resources.map(({ parentId }) => parentId));
  return folders.filter(({ dirId }) => !inUse.has(dirId));
}
