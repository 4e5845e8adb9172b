import type { TargetFormat } from '../../contracts/fractal3d/activities.ts';
import { targetOf } from '../../contracts/fractal3d/file-types.ts';
import { type Fractal3dFileRequest, NO_THUMBNAIL, parseThumbnail } from '../../contracts/fractal3d/request.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import type { Fractal3dRun } from './fractal3d-run.ts';

/** What is asked for a file: its own values, else those of the request. */
export interface Wishes {
  /** Undefined where neither the request nor the file's type says it. */
  target: TargetFormat | undefined;
  thumbnail: { width: number; height: number } | undefined;
  /** A thumbnail is wanted of all files, and a 2D drawing has none. */
  isWithoutThumbnail: boolean;
  comment: string | undefined;
  retentionDays: number | undefined;
  /** The folder that its result is saved to. */
  save: string | undefined;
  isByUrl: boolean;
}

/** What is asked for a file of a run. */
export function wishesOf({ state: { request } }: Fractal3dRun, { index, file }: RunFile): Wishes {
  const own = (request.files[index] ?? {}) as Fractal3dFileRequest; // as: a step has read it for this kind
  const target = own.target ?? request.target ?? targetOf(file.name);
  const wanted = own.thumbnail ?? request.thumbnail ?? NO_THUMBNAIL;
  const isFlat = target === 'e2dx';
  return {
    target,
    thumbnail: isFlat ? undefined : parseThumbnail(wanted),
    isWithoutThumbnail: isFlat && wanted !== NO_THUMBNAIL,
    comment: own.comment ?? request.comment,
    retentionDays: own.retention ?? request.retention,
    save: own.save ?? request.save,
    isByUrl: own.byUrl ?? request.byUrl ?? false,
  };
}
