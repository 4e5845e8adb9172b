import { isDelivered, statusOfDelivered } from '../../contracts/kinds.ts';
import type { Manifest, ManifestRun, ManifestStep } from '../../contracts/manifest.ts';
import type { FileProgress, IngestProgress, RunRef } from '../../contracts/progress.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import { englishOf, JOINT, type Sentence, sentenceOf, sentencesIn, toldWith } from '../../contracts/sentences.ts';
import { describeRun, type Run, readInput } from '../runs/run.ts';
import { readSnapshot } from '../snapshot/get.ts';
import { parseRequest } from '../snapshot/requested-files.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { applyStep, type FileEvidence } from './file-evidence.ts';
import { readHistories } from './run-histories.ts';
import { stepRecords } from './step-records.ts';

/** What is known of an ingestion: how it stands, and what the histories of all its runs tell. */
export interface Evidence {
  run: Run;
  progress: IngestProgress;
  /** Undefined when the run was started with something else. */
  request: IngestRequest | undefined;
  files: FileEvidence[];
  runs: ManifestRun[];
  steps: ManifestStep[];
  /** By which the failures of steps are said in other languages. */
  toldOfSteps: Sentence[];
  /** Runs that Temporal does not keep any more. */
  forgotten: RunRef[];
}

/** Reads everything that Temporal keeps of an ingestion. Error: `NotFound`. */
export async function readEvidence(temporal: Temporal, id: string): Promise<Evidence> {
  const { progress, known } = await readSnapshot(temporal, id);
  const run = await describeRun(temporal, id);
  const evidence: Evidence = {
    run,
    progress,
    request: parseRequest(await readInput(temporal, run)),
    files: progress.files.map(({ name, hash }) => ({ name, md5: hash ?? '', stages: new Map() })),
    runs: [],
    steps: [],
    toldOfSteps: [],
    forgotten: [],
  };
  const histories = readHistories(temporal, run, known.slices ?? [], (forgotten) => evidence.forgotten.push(forgotten));
  for await (const { workflowId, runId, from, startedAt, closedAt, events } of histories) {
    const position = evidence.runs.length;
    const steps = stepRecords(events);
    for (const step of steps) {
      const files = applyStep(evidence.files, from, step);
      const { input: _input, result: _result, told = [], ...record } = step;
      evidence.steps.push({ ...record, run: position, ...(files === undefined ? {} : { files }) });
      evidence.toldOfSteps.push(...told);
    }
    evidence.runs.push({ workflowId, runId, startedAt, ...(closedAt === undefined ? {} : { closedAt }) });
  }
  evidence.progress.files = withDelivered(evidence);
  return evidence;
}

/** A run that was terminated cannot say what it had delivered by then; its history can. */
export function withDelivered({ progress, files }: Pick<Evidence, 'progress' | 'files'>): FileProgress[] {
  return progress.files.map((file, index) => {
    if (files[index]?.deliveredAt === undefined || isDelivered(file)) return file;
    const { error: _error, ...rest } = file;
    return { ...rest, status: statusOfDelivered(progress.kind), stage: 'done', percent: 100 };
  });
}

/** In what way the histories that are left are not all, in words, and by which these are said in other languages. */
export function describeForgotten({ forgotten, progress }: Evidence): Pick<Manifest, 'note' | 'told'> {
  const { note, told = [] } = progress;
  const ofRuns = forgotten.map(({ runId }) =>
    sentenceOf('Temporal does not keep run {runId} any more: its steps are not known', { runId }),
  );
  const parts = [...(note === undefined ? [] : [note]), ...ofRuns.map(englishOf)];
  const ofNote = note === undefined ? [] : sentencesIn(told, [note]);
  return parts.length === 0 ? {} : { note: parts.join(JOINT), ...toldWith([...ofNote, ...ofRuns]) };
}
