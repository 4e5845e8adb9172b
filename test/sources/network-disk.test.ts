import { describe, expect, test, vi } from 'vitest';
import { isNetworkFileSystem, liesOnNetworkDisk } from '../../lib/sources/network-disk.ts';

describe('a file system', () => {
  // As `stat -f` and statfs(2) have them.
  test.each([
    ['NFS', 0x6969],
    ['SMB', 0xff534d42],
    ['SMB 2', 0xfe534d42],
    ['SMB, as a number with a sign', 0xff534d42 | 0],
    ['9p', 0x01021997],
    ['FUSE', 0x65735546],
    ['Ceph', 0x00c36400],
  ])('of another machine is known: %s', (_, type) => {
    expect(isNetworkFileSystem(type)).toBe(true);
  });

  test.each([
    ['ext4', 0xef53],
    ['XFS', 0x58465342],
    ['Btrfs', 0x9123683e],
    ['tmpfs', 0x01021994],
    ['overlayfs', 0x794c7630],
    ['ZFS', 0x2fc12fc1],
    ['one that says nothing', 0],
  ])('of this machine is none: %s', (_, type) => {
    expect(isNetworkFileSystem(type)).toBe(false);
  });
});

describe('a path', () => {
  test('lies where the configuration says', async () => {
    expect(await liesOnNetworkDisk('/', true)).toBe(true);
    expect(await liesOnNetworkDisk('/', false)).toBe(false);
  });

  test.runIf(process.platform === 'linux')('lies where its file system says', async () => {
    // Never on another machine.
    expect(await liesOnNetworkDisk('/proc/version', 'auto')).toBe(false);
  });

  test('whose file system does not answer counts as local', async () => {
    expect(await liesOnNetworkDisk('/nowhere/at/all', 'auto')).toBe(false);
  });

  test('counts as local on a system that has other numbers', async () => {
    const platform = vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin');
    expect(await liesOnNetworkDisk('/', 'auto')).toBe(false);
    platform.mockRestore();
  });
});
