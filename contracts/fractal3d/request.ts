import type { TargetFormat } from './activities.ts';

/** The value of `thumbnail` of a file that is to have none. */
export const NO_THUMBNAIL = 'none';

/** What a request asks for each file; a file may have its own value. */
export interface Fractal3dFileRequest {
  /** Default: from the file's type. */
  target?: TargetFormat;
  /** Pixels, `WxH`; of a single file also {@link NO_THUMBNAIL}. Default: none. */
  thumbnail?: string;
  /** The first comment on a resource that is made for the file. Default: no resource. */
  comment?: string;
  /** Days that the platform keeps the file; -1, and by default: for good. */
  retention?: number;
  /** An absolute folder that the result is saved to. Default: it is not saved. */
  save?: string;
  /** The platform fetches the file from its address; nothing is read here. */
  byUrl?: boolean;
}

/** What the request names beside platform and files. */
export type Fractal3dRequest = Fractal3dFileRequest;

/** Width and height of a thumbnail; undefined of a text that is none. */
export function parseThumbnail(text: string): { width: number; height: number } | undefined {
  const [, width, height] = /^([1-9]\d{0,3})x([1-9]\d{0,3})$/.exec(text) ?? [];
  return width === undefined || height === undefined ? undefined : { width: Number(width), height: Number(height) };
}
