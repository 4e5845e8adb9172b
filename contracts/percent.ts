import type { KindFacts, KindTypes } from './kind-facts.ts';
import { KINDS } from './kinds.ts';
import { type FileStatus, STAGES, type Stage, type UploadProgress } from './progress.ts';

/** Taken once: these run for each file with every change of one, and in Temporal's sandbox a look at a global takes longer than they do. */
const { floor, max, min } = Math;

/** What the percentage of one file is made of. */
export interface FilePosition {
  stage: Stage;
  /** Bytes. */
  size: number;
  /** Bytes hashed so far, while the stage is `fingerprint`. */
  hashedBytes?: number;
  upload: UploadProgress;
  /** 0 … 100, while the stage is `convert`. */
  conversionPercent?: number;
}

type Span = readonly [from: number, to: number];

/** Where each stage of a kind begins and ends on the scale of one file; a stage that does not occur has no length. */
function spansOf({ weights }: KindFacts<KindTypes>): Record<Stage, Span> {
  let from = 0;
  const spans = STAGES.map((stage): [Stage, Span] => {
    const to = from + (weights[stage] ?? 0);
    const span: Span = stage === 'done' ? [100, 100] : [from, to];
    from = to;
    return [stage, span];
  });
  return Object.fromEntries(spans) as Record<Stage, Span>; // as: there is one for each stage
}

const SPANS = new Map(Object.entries(KINDS).map(([kind, facts]) => [kind, spansOf(facts)]));

/**
 * How far one file is, 0 … 100 with one decimal; it never falls while the file advances. As long as the kind of platform is
 * not known nothing has been done; of one that this version does not know nothing can be said.
 */
export function filePercent(kind: string | undefined, file: FilePosition): number {
  const spans = SPANS.get(kind ?? '');
  if (spans === undefined) return 0;
  const [from, to] = spans[file.stage];
  return roundDown(from + (to - from) * stageFraction(file));
}

/**
 * How far all files are together, 0 … 100 with one decimal: their mean, weighted by size. A file that has failed counts
 * as through, because nothing is left to do for it.
 */
export function totalPercent(files: readonly { size: number; percent: number; status?: FileStatus }[]): number {
  const totalSize = files.reduce((sum, file) => sum + file.size, 0);
  let weighted = 0;
  let weights = 0;
  for (const file of files) {
    const weight = totalSize > 0 ? file.size / totalSize : 1;
    weights += weight;
    weighted += weight * (file.status === 'failed' ? 100 : file.percent);
  }
  return weights === 0 ? 0 : roundDown(weighted / weights);
}

function stageFraction(file: FilePosition): number {
  switch (file.stage) {
    case 'fingerprint':
      return ratio(file.hashedBytes ?? 0, file.size);
    case 'upload':
      return uploadFraction(file.upload, file.size);
    case 'convert':
      return ratio(file.conversionPercent ?? 0, 100);
    default:
      return 0;
  }
}

/** Chunks that the platform had already count as much as those that were sent, and what has left of one as much as the rest. */
function uploadFraction(upload: UploadProgress, size: number): number {
  if (upload.instant) return 1;
  return clamp(ratio(upload.skipped, upload.chunks) + ratio(upload.bytesSent + (upload.bytesUnderWay ?? 0), size));
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? clamp(part / whole) : 0;
}

function clamp(value: number): number {
  return min(1, max(0, value));
}

/** The small addition keeps 64.3 from becoming 64.2 because its tenfold is 642.9999…. */
function roundDown(percent: number): number {
  return min(100, floor(percent * 10 + 1e-6) / 10);
}
