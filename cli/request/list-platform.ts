import type { ListedFile } from '../../lib/sources/platform-files.ts';
import { createPlatformFiles } from '../../platforms/files.ts';
import type { CliConfig } from '../config.ts';

/** The files of a place on a platform of the configuration. Errors: `InvalidRequest`, and those of the platform. */
export async function listPlatform(config: CliConfig, source: string): Promise<ListedFile[]> {
  const files = createPlatformFiles(config);
  try {
    return await files.list(source, new AbortController().signal);
  } finally {
    await files.close();
  }
}
