import { statfs } from 'node:fs/promises';

/** Whether the bytes of local paths cost network each time they are read; `auto`: as the file system says. */
export type NetworkDisk = 'auto' | boolean;

/**
 * File systems whose bytes come from another machine, or may (FUSE). Names and numbers from statfs(2) and the kernel's
 * `linux/magic.h`, the last three, which are in neither, from `stat -f` of GNU coreutils.
 */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS_SUPER_MAGIC'],
  [0x517b, 'SMB_SUPER_MAGIC'],
  [0xff53_4d42, 'CIFS_SUPER_MAGIC'],
  [0xfe53_4d42, 'SMB2_SUPER_MAGIC'],
  [0x0102_1997, 'V9FS_MAGIC'],
  [0x6573_5546, 'FUSE_SUPER_MAGIC'],
  [0x00c3_6400, 'CEPH_SUPER_MAGIC'],
  [0x5346_414f, 'AFS_SUPER_MAGIC'],
  [0x6b41_4653, 'AFS_FS_MAGIC'],
  [0x7375_7245, 'CODA_SUPER_MAGIC'],
  [0x564c, 'NCP_SUPER_MAGIC'],
  [0x0bd0_0bd0, 'LUSTRE_SUPER_MAGIC'],
  [0x4750_4653, 'GPFS_SUPER_MAGIC'],
  [0x1983_0326, 'FHGFS_SUPER_MAGIC'],
]);

/** True for the `f_type` of a file system whose bytes come over a network. */
export function isNetworkFileSystem(type: number): boolean {
  // The kernel's number is signed where a word has 32 bits.
  return NETWORK_FILE_SYSTEMS.has(type >>> 0);
}

/**
 * Whether an existing path lies on a network disk. On other systems than Linux the numbers mean something else: there only
 * the configuration can say it.
 */
export async function liesOnNetworkDisk(path: string, setting: NetworkDisk): Promise<boolean> {
  if (setting !== 'auto') return setting;
  if (process.platform !== 'linux') return false;
  // A file system that does not say what it is must not keep its files from being read.
  const { type } = await statfs(path).catch(() => ({ type: 0 }));
  return isNetworkFileSystem(type);
}
