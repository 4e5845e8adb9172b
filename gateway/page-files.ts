import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A file of the page, ready to be sent. */
export interface PageFile {
  type: string;
  bytes: Buffer;
  gzipped: Buffer;
}

/** Where the build leaves the page: beside this file. */
const FOLDER = fileURLToPath(new URL('page/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads the built page, by the names of its files. They are few and small, so they are kept. */
export async function readPage(folder = FOLDER): Promise<ReadonlyMap<string, PageFile>> {
  const names = await readdir(folder);
  const files = await Promise.all(
    names.map(async (name): Promise<[string, PageFile][]> => {
      const type = TYPES[extname(name)];
      if (type === undefined) return [];
      const bytes = await readFile(`${folder}/${name}`);
      return [[name, { type, bytes, gzipped: await promisify(gzip)(bytes) }]];
    }),
  );
  return new Map(files.flat());
}
