import type { ErrorType } from '../../client/index.ts';

/**
 * How a server of sources answers as it should not: its connection is cut in the middle of a body (`cut`), it answers with a
 * status (`status`), all of the file in place of a range (`whole`), without the file's version (`untold`), bytes that say that
 * they are packed (`packed`), another range (`shifted`), or late (`slow`).
 */
export const SOURCE_FAULT_KINDS = ['cut', 'status', 'whole', 'untold', 'packed', 'shifted', 'slow'] as const;
/** See {@link SOURCE_FAULT_KINDS}. */
export type SourceFaultKind = (typeof SOURCE_FAULT_KINDS)[number];

/** Statuses of a server of sources: those that pass, and those that are told to be final. */
export const SOURCE_STATUSES = [500, 503, 429, 403, 404] as const;

/** A fault that falls upon requests for sources, of all files in turn. */
export interface SourceFault {
  kind: SourceFaultKind;
  status?: (typeof SOURCE_STATUSES)[number];
  /** Requests that pass before. */
  after: number;
  /** It falls upon every so many of those that follow. */
  every: number;
  times: number;
}

/** An answer of a server of sources. */
export interface SourceAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** Long enough to be seen, shorter than anything waits for. */
export const SLOW_MS = 300;

/** What becomes of an answer by a fault; a cut and a delay leave it as it is. */
export function spoil({ status, headers, body }: SourceAnswer, fault: SourceFault): SourceAnswer {
  switch (fault.kind) {
    case 'status': {
      const wait: Record<string, string> = fault.status === 429 ? { 'retry-after': '1' } : {};
      return { status: fault.status ?? 500, headers: wait, body: Buffer.from('out of order') };
    }
    case 'untold': {
      const { etag: _etag, ...others } = headers;
      return { status, headers: others, body };
    }
    case 'packed':
      return { status, headers: { ...headers, 'content-encoding': 'gzip' }, body };
    case 'shifted':
      return { status, headers: { ...headers, ...shifted(headers['content-range']) }, body };
    default:
      return { status, headers, body };
  }
}

/** The same number of bytes, one further on. */
function shifted(range = ''): Record<string, string> {
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range) ?? [];
  return size === undefined ? {} : { 'content-range': `bytes ${Number(first) + 1}-${Number(last) + 1}/${size}` };
}

/** With which errors a file may fail upon which such a fault fell; what passes is asked for again. */
export function failuresBy({ kind, status }: SourceFault): readonly ErrorType[] {
  switch (kind) {
    case 'status':
      if (status === 403) return ['SourceNotAllowed'];
      return status === 404 ? ['SourceNotFound'] : [];
    case 'whole':
    case 'untold':
      return ['SourceChanged', 'UnexpectedResponse'];
    case 'packed':
    case 'shifted':
      return ['UnexpectedResponse'];
    default:
      return [];
  }
}
