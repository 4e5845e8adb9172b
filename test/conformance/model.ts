import { md5, pseudoRandomBytes, smallIfc } from '../support/model-files.ts';
import type { FileOnPlatform, KindUnderTest } from './kind-under-test.ts';

/** A file to deliver. */
export interface Model extends FileOnPlatform {
  content: string | Buffer;
  /** The MD5 that the request names. Default: none. */
  wanted?: string;
}

/** A file of a few hundred bytes; each number gives another one. */
export function smallModel({ extension = '.ifc' }: KindUnderTest, number: number, base = `model-${number}`): Model {
  const content = smallIfc(number);
  return { name: `${base}${extension}`, content, md5: md5(content) };
}

/** A file of some chunks of 64 KiB, the last of them not full. */
export function chunkedModel({ extension = '.ifc' }: KindUnderTest, number: number, base = `large-${number}`): Model {
  const content = Buffer.concat([Buffer.from(smallIfc(number)), pseudoRandomBytes(180_000, 2 * number + 1)]);
  return { name: `${base}${extension}`, content, md5: md5(content) };
}

/** Files as they are compared: name and MD5, sorted. */
export function asLines(files: readonly FileOnPlatform[]): string[] {
  return files.map(({ name, md5: hash }) => `${name} ${hash}`).toSorted();
}
