import { HASHING_GROUPS, SENDING_GROUPS } from '../../contracts/policies.ts';
import { fingerprintGroup, type InspectedRunFile, inspectFiles } from '../ingest/fingerprint-files.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { isAlive } from '../ingest/ingest-state.ts';
import { filesWith } from '../ingest/run-files.ts';
import { createLimit } from '../steps/limit.ts';
import { createResources } from './create-resources.ts';
import { findMetadata } from './find-metadata.ts';
import { letCallEnd } from './let-call-end.ts';
import type { LongyanDiskRun } from './longyan-disk-run.ts';
import { reportUploads } from './report-uploads.ts';
import { isFolderToMake, makeFolder } from './shared-folder.ts';
import { isParted, resumeGroup, sendGroup } from './upload-files.ts';

/** The pipeline: look at every file, find what its resource is about, make the folder, send, make the resources. */
export async function deliverToLongyanDisk(run: LongyanDiskRun): Promise<void> {
  const layout = { chunkSizeBytes: run.plan.partSizeBytes };
  const inspected = (await inspectFiles(run, filesWith(run, 'pending'), layout)).map((group) =>
    group.filter(isAliveFile),
  );
  const uploaded = filesWith(run, 'uploaded');
  for (const { file } of inspected.flat()) if (!isParted(run, file)) file.upload.chunks = 1;
  const metadata = await findMetadata(run, [...uploaded, ...inspected.flat()]);
  const groups = inspected.map((group) => group.filter(isAliveFile)).filter((group) => group.length > 0);
  if (run.state.request.options?.dryRun === true) return reportUploads(run, groups);
  const toRegister = uploaded.filter(isAliveFile);
  if (groups.length + toRegister.length === 0) return;
  if (!(await hasFolder(run))) return;

  const register = createResources(run, metadata);
  const hashing = createLimit(HASHING_GROUPS);
  const sending = createLimit(SENDING_GROUPS);
  const works = groups.flatMap((group) => {
    const whole = group.filter(({ file }) => !isParted(run, file));
    const parted = group.filter(({ file }) => isParted(run, file));
    return [
      ...(whole.length === 0 ? [] : [() => sendWholeFiles(whole)]),
      ...(parted.length === 0 ? [] : [() => sendByPosition(parted)]),
    ];
  });

  async function sendWholeFiles(group: readonly InspectedRunFile[]): Promise<void> {
    // MD5 is taken on the way; another digest that the run wants is not.
    const isHashed = run.plan.sha256 === true;
    const ready = isHashed ? await hashing(() => fingerprintGroup(run, group, layout)) : group;
    if (ready.length > 0) await sending(() => sendGroup(run, ready, { isHashed, onUploaded: register.add }));
  }

  async function sendByPosition(group: readonly InspectedRunFile[]): Promise<void> {
    const hashed = await hashing(() => fingerprintGroup(run, group, layout));
    if (hashed.length > 0) await sending(() => resumeGroup(run, hashed, register.add));
  }

  for (const entry of toRegister) register.add(entry);
  const ends = await Promise.allSettled(works.map((work) => work()));
  const registered = await Promise.allSettled([register.ended()]);
  // A group that is cancelled is no reason to forget what the others still have to tell.
  for (const end of [...ends, ...registered]) if (end.status === 'rejected') throw end.reason;
}

function isAliveFile({ file }: RunFile): boolean {
  return isAlive(file);
}

/** True when the folder is there that the files go into. In a slice the ingestion makes it. */
async function hasFolder(run: LongyanDiskRun): Promise<boolean> {
  if (!isFolderToMake(run.state.own.folder)) return true;
  if (run.admitRegistration !== undefined) return run.admitRegistration();
  await letCallEnd(run, () => makeFolder(run));
  return true;
}
