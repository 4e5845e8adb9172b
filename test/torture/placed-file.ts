import { open, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HOST, SIGNATURE } from './processes.ts';
import { BUCKET, type SourceServer } from './source-server.ts';
import type { Place } from './workload.ts';

/** A file where a plan has put it: what a request says of it, and how it is changed under the eyes of the workers. */
export interface PlacedFile {
  asked: { source: string; host?: string };
  /** Its decoded path at the server of sources; absent for one on the disk. */
  serverPath?: string;
  put(bytes: Buffer): Promise<void>;
  /** Another content, written over the old one (`isInPlace`) or put in its place. */
  change(bytes: Buffer, isInPlace: boolean): Promise<void>;
  /** Another version of the same content. */
  touch(): Promise<void>;
  remove(): Promise<void>;
}

/** A file below `folder` of the disk, or below a path of the same name at the server. */
export function placeFile(
  { place, folder, name }: { place: Place; folder: { disk: string; server: string }; name: string },
  sources: SourceServer,
): PlacedFile {
  if (place === 'disk') return onDisk(join(folder.disk, name));
  // A machine without a service of S3 has the file on the other server.
  if (place === 's3') {
    const { moto } = sources;
    return moto === undefined
      ? onServer(sources, `/files/${folder.server}/${name}`, 'held')
      : inBucket(moto, `${folder.server}/${name}`);
  }
  return onServer(sources, `/files/${folder.server}/${name}`, place);
}

function onDisk(path: string): PlacedFile {
  return {
    asked: { source: path, host: HOST },
    put: (bytes) => putInPlace(path, bytes),
    change: (bytes, isInPlace) => (isInPlace ? overwrite(path, bytes) : replace(path, bytes)),
    touch: () => utimes(path, new Date(), new Date()),
    remove: () => rm(path, { force: true }),
  };
}

async function overwrite(path: string, bytes: Buffer): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.truncate(bytes.length);
    await handle.write(bytes, 0, bytes.length, 0);
  } finally {
    await handle.close();
  }
}

async function replace(path: string, bytes: Buffer): Promise<void> {
  // Only where there is one.
  await utimes(path, new Date(), new Date());
  await putInPlace(path, bytes);
}

/** Nobody sees a part of it. */
async function putInPlace(path: string, bytes: Buffer): Promise<void> {
  await writeFile(`${path}.new`, bytes);
  await rename(`${path}.new`, path);
}

function onServer(sources: SourceServer, serverPath: string, kind: Exclude<Place, 'disk' | 's3'>): PlacedFile {
  let version = 0;
  let present: Buffer | undefined;
  const serve = (bytes: Buffer | undefined) => {
    present = bytes;
    version += 1;
    sources.serve(serverPath, bytes === undefined ? undefined : { content: bytes, version, kind });
    return Promise.resolve();
  };
  const encoded = serverPath.split('/').map(encodeURIComponent).join('/');
  return {
    serverPath,
    asked: { source: `${sources.origin}${encoded}?signature=${SIGNATURE}` },
    put: serve,
    // What was removed stays away.
    change: (bytes) => (present === undefined ? Promise.resolve() : serve(bytes)),
    touch: () => (present === undefined ? Promise.resolve() : serve(present)),
    remove: () => serve(undefined),
  };
}

function inBucket(moto: NonNullable<SourceServer['moto']>, key: string): PlacedFile {
  let present: Buffer | undefined;
  const put = async (bytes: Buffer) => {
    present = bytes;
    await moto.put(BUCKET, key, bytes);
  };
  return {
    serverPath: `/${BUCKET}/${key}`,
    asked: { source: `s3://${BUCKET}/${key}` },
    put,
    change: (bytes) => (present === undefined ? Promise.resolve() : put(bytes)),
    touch: () => (present === undefined ? Promise.resolve() : put(present)),
    async remove() {
      present = undefined;
      await moto.delete(BUCKET, key);
    },
  };
}
