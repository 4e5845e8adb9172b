import type { ErrorInfo, KeptError } from '../../contracts/errors.ts';
import type { Sentence } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { TokenSource } from './token.ts';
import type { UploadCalls } from './uploads.ts';

/** No file has this MD5: asking for its status changes nothing and needs a good token. */
const NO_FILE = '0'.repeat(32);

/** One thing that was tried. */
export interface ProbeStep {
  step: 'token' | 'status';
  durationMs: number;
  /** Absent when it worked. */
  error?: ErrorInfo;
  /** By which the error is said in other languages. */
  told?: Sentence[];
}

/** What a probe found: the steps up to the first that failed. */
export interface ProbeReport {
  isOk: boolean;
  steps: ProbeStep[];
}

/** Fetches a token and asks for a status; tells what failed. The key of the record calls cannot be tried without creating something. */
export async function probe(tokens: TokenSource, calls: UploadCalls, signal?: AbortSignal): Promise<ProbeReport> {
  const steps: ProbeStep[] = [];
  const attempts = [
    { step: 'token', attempt: () => tokens.current(signal) },
    { step: 'status', attempt: () => calls.uploadStatus({ hash: NO_FILE, signal }) },
  ] as const;
  for (const { step, attempt } of attempts) {
    const startedAt = performance.now();
    const failure = await failureOf(attempt());
    const durationMs = Math.round(performance.now() - startedAt);
    if (failure !== undefined) {
      const { told, ...error } = failure;
      const failed = { step, durationMs, error, ...(told === undefined ? {} : { told }) };
      return { isOk: false, steps: [...steps, failed] };
    }
    steps.push({ step, durationMs });
  }
  return { isOk: true, steps };
}

async function failureOf(work: Promise<unknown>): Promise<KeptError | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    // The platform's failures are what a probe reports; anything else, an abort above all, is not its business.
    if (error instanceof ModelrailError) return error.toKept();
    throw error;
  }
}
