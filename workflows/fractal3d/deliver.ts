import { condition, patched } from '@temporalio/workflow';
import { errorOf } from '../../contracts/errors.ts';
import { isDelivered } from '../../contracts/kinds.ts';
import { GROUP_MAX_FILES, SENDING_GROUPS } from '../../contracts/policies.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { slices } from '../ingest/file-groups.ts';
import { inspectFiles } from '../ingest/fingerprint-files.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { failFile } from '../ingest/ingest-state.ts';
import { filesWith } from '../ingest/run-files.ts';
import { createLimit } from '../steps/limit.ts';
import { type Callbacks, listenForCallbacks } from './callbacks.ts';
import { convertGroup } from './convert-files.ts';
import { finishGroup, isUnfinished } from './extras.ts';
import type { Fractal3dRun } from './fractal3d-run.ts';
import { sendGroup, withoutLarge } from './send-files.ts';
import { wishesOf } from './wishes.ts';

/** What is asked for beside the conversion is done of a part of a group at a time: few steps, and none waits for the slowest. */
const FINISHED_IN_PARTS = 4;

/** The pipeline: send each file, convert it, and what is asked for beside that. */
export async function deliverToFractal3d(run: Fractal3dRun): Promise<void> {
  const callbacks = listenForCallbacks();
  const unfinished = unfinishedOf(run);
  const fit = withTargets(run, filesWith(run, 'pending'));
  const byUrl = fit.filter((entry) => wishesOf(run, entry).isByUrl);
  const read = fit.filter((entry) => !wishesOf(run, entry).isByUrl);
  const inspected = await inspectFiles(run, read, {});
  const groups = inspected.map((group) => withoutLarge(group)).filter((group) => group.length > 0);
  if (run.state.request.options?.dryRun === true) return reportDryRun(run, [...byUrl, ...groups.flat()]);
  const sending = createLimit(SENDING_GROUPS);
  for (const { file } of byUrl) file.stage = 'convert';
  const sent = [...byUrl, ...filesWith(run, 'uploaded')];
  try {
    await allEnded([
      ...groups.map(async (group) => {
        await sending(() => sendGroup(run, group));
        await convertAndFinish(
          run,
          group.filter(({ file }) => file.status === 'uploaded'),
          callbacks,
        );
      }),
      ...slices(sent, GROUP_MAX_FILES).map((group) => convertAndFinish(run, group, callbacks)),
      ...slices(unfinished, GROUP_MAX_FILES).map((group) => finishAnew(run, group, callbacks)),
    ]);
  } finally {
    tellUnfinished(run);
  }
}

async function convertAndFinish(run: Fractal3dRun, group: readonly RunFile[], callbacks: Callbacks): Promise<void> {
  if (group.length === 0) return;
  if (!patched('finish-as-they-convert')) {
    await convertGroup(run, group, callbacks);
    return finishGroup(run, group, callbacks);
  }
  const converted: RunFile[] = [];
  let isOver = false;
  const converting = convertGroup(run, group, callbacks, (entry) => converted.push(entry)).finally(() => {
    isOver = true;
  });
  const fewest = Math.ceil(group.length / FINISHED_IN_PARTS);

  async function finishAsTheyConvert(): Promise<void> {
    for (;;) {
      await condition(() => isOver || converted.length >= fewest);
      if (converted.length === 0) return;
      await finishGroup(run, converted.splice(0), callbacks);
    }
  }

  await allEnded([converting, finishAsTheyConvert()]);
}

/** Files that an earlier run delivered without all that was asked for: it is tried again. */
function unfinishedOf(run: Fractal3dRun): RunFile[] {
  const all = run.state.files.map((file, index) => ({ index, file }));
  return all.filter((entry) => isDelivered(entry.file) && isUnfinished(run, entry));
}

async function finishAnew(run: Fractal3dRun, group: readonly RunFile[], callbacks: Callbacks): Promise<void> {
  // Until it is tried again, what the earlier run told stands.
  for (const { file } of group) delete file.error;
  await finishGroup(run, group, callbacks);
}

const UNFINISHED = sentenceOf('not all that was asked for beside the conversion was done');

/** What was not even begun of a delivered file when the run ended is told, and makes a retry do it. */
function tellUnfinished(run: Fractal3dRun): void {
  for (const [index, file] of run.state.files.entries()) {
    if (!isDelivered(file) || !isUnfinished(run, { index, file })) continue;
    file.error ??= errorOf('Cancelled', UNFINISHED);
  }
}

/** Any Temporal client may start a run; one file that cannot be delivered must not cost the others. */
function withTargets(run: Fractal3dRun, files: readonly RunFile[]): RunFile[] {
  const fit = files.filter((entry) => {
    const problem = problemOf(run, entry);
    if (problem !== undefined) failFile(entry.file, { type: 'InvalidRequest', message: problem });
    return problem === undefined;
  });
  if (fit.length < files.length) run.changed();
  return fit;
}

function problemOf(run: Fractal3dRun, entry: RunFile): string | undefined {
  const { target, isByUrl } = wishesOf(run, entry);
  if (target === undefined) {
    return 'its type does not say whether it is a 3D drawing (e3dx) or a 2D drawing (e2dx): set `target`';
  }
  if (isByUrl && !/^https?:/i.test(entry.file.source)) return 'is no address that the platform could fetch it from';
  return undefined;
}

/** No call finds a file by its content: all would be sent. */
function reportDryRun(run: Fractal3dRun, files: readonly RunFile[]): void {
  const report = { toSend: 0, bytesToSend: 0, instant: 0 };
  for (const { file } of files) {
    file.stage = 'done';
    report.toSend += 1;
    report.bytesToSend += file.size;
  }
  run.state.dryRun = report;
  run.changed();
}

/** A group that is cancelled is no reason to forget what the others still have to tell. */
async function allEnded(work: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(work);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
