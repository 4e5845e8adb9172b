/**
 * The three calls of a drop box: paths, what goes out, what comes back. The single source for the client and for the
 * simulator.
 */
import { z } from 'zod';

/** The name of a box: a part of a path. */
export const BOX_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** What a box says of a file that it has. */
export const boxRecord = z.object({
  id: z.string().min(1).max(200),
  size: z.number().int().min(0),
  md5: z.string().regex(/^[0-9a-f]{32}$/),
});

/** See {@link boxRecord}. */
export type BoxRecord = z.infer<typeof boxRecord>;

const FILE = '/boxes/{box}/files/{name}';

/** Every call. */
export const endpoints = {
  /** Puts the body under a name, whatever was there. */
  putFile: { method: 'PUT', path: FILE, answer: boxRecord },
  /** What is there under a name; 404 for nothing. */
  readFile: { method: 'GET', path: FILE, answer: boxRecord },
  /** Takes it away; 404 for nothing. */
  removeFile: { method: 'DELETE', path: FILE, answer: z.undefined() },
} as const;

/** The path of a file in its box. */
export function pathOf(path: string, { box, name }: { box: string; name: string }): string {
  return path.replace('{box}', encodeURIComponent(box)).replace('{name}', () => encodeURIComponent(name));
}
