import type { SourceFile, SourceHandle, Sources } from './source.ts';

/**
 * A handle that opens its file when it is first read: of a file that the platform has, nothing need be there any more. A
 * failed opening is tried again by the next read.
 */
export function openWhenRead(sources: Pick<Sources, 'open'>, file: SourceFile, signal: AbortSignal): SourceHandle {
  let opening: Promise<SourceHandle> | undefined;

  async function opened(): Promise<SourceHandle> {
    opening ??= sources.open(file, signal);
    const mine = opening;
    try {
      return await mine;
    } catch (error) {
      if (opening === mine) opening = undefined;
      throw error;
    }
  }

  return {
    async read(buffer, bufferOffset, length, position) {
      await (await opened()).read(buffer, bufferOffset, length, position);
    },
    async close() {
      await (await opening)?.close();
    },
  };
}
