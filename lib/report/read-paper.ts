import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { REPORT_VERSION } from '../../contracts/report.ts';
import { ModelrailError } from '../errors.ts';
import { toldOf } from '../words/words.ts';
import { DATA_ID } from './html.ts';
import type { Paper, PaperFile, ReportFormat } from './paper.ts';
import { readCsvPaper } from './read-csv.ts';

const MAX_BYTES = 256 * 1024 * 1024;

const digest = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));

const file = z.object({
  name: z.string(),
  source: z.string(),
  size: z.int().min(0).optional(),
  md5: digest(32).optional(),
  sha256: digest(64).optional(),
  isDelivered: z.boolean(),
});

const schema = z.object({
  report: z.int(),
  madeAt: z.iso.datetime(),
  ingestions: z.array(z.object({ id: z.string(), files: z.array(file) })),
});

/**
 * Reads a report of any format from a file; `shown` is its name in messages. Error: `InvalidRequest` for a file that is no report, was
 * cut off or changed, or comes from a later version.
 */
export async function readPaper(path: string, shown: string): Promise<Paper> {
  // What is larger is held in no memory: a report has some hundred bytes for a file.
  const { size } = await stat(path);
  if (size > MAX_BYTES) throw noReport(shown);
  return parsePaper(decode(await readFile(path), shown), shown);
}

/** Text of UTF-8, or of UTF-16, which Windows makes of what is sent on by `>`. */
function decode(bytes: Buffer, shown: string): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ModelrailError(
      'InvalidRequest',
      toldOf(
        '{path} is no report that can be read: its text is not UTF-8. Was it saved anew by another program? Take the file as it was made',
        { path: shown },
      ),
      { cause: error },
    );
  }
}

/** As {@link readPaper}, of its text. */
export function parsePaper(text: string, shown: string): Paper {
  const start = text.slice(0, 200).trimStart().toLowerCase();
  if (start.startsWith('<!doctype html') || start.startsWith('<html'))
    return toPaper('html', dataOf(text, shown), shown);
  if (start.startsWith('{')) return toPaper('json', text, shown);
  return { format: 'csv', files: readCsvPaper(text, shown) };
}

/** The data in a page. */
function dataOf(text: string, shown: string): string {
  const begin = `<script type="application/json" id="${DATA_ID}">`;
  const from = text.lastIndexOf(begin);
  const isOurs = from >= 0 || /<meta name="generator" content="modelrail /.test(text);
  if (!isOurs) throw noReport(shown);
  const to = text.indexOf('</script>', from);
  if (from < 0 || to < 0 || !text.trimEnd().endsWith('</html>')) throw cutOff(shown);
  return text.slice(from + begin.length, to);
}

function toPaper(format: ReportFormat, json: string, shown: string): Paper {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw /^\s*\{\s*"report"\s*:/.test(json) ? cutOff(shown) : noReport(shown);
  }
  const version: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'report') : undefined;
  if (typeof version !== 'number') throw noReport(shown);
  if (version > REPORT_VERSION) {
    const later = toldOf('{path} was made by a later version of modelrail: compare it with that', { path: shown });
    throw new ModelrailError('InvalidRequest', later);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const changed =
      issue === undefined
        ? toldOf('{path} is not as it was made', { path: shown })
        : toldOf('{path} is not as it was made: {place}: {issue}', {
            path: shown,
            place: issue.path.join('.'),
            issue: issue.message,
          });
    throw new ModelrailError('InvalidRequest', changed, { cause: parsed.error });
  }
  const { madeAt, ingestions } = parsed.data;
  const files = ingestions.flatMap(({ id, files: own }) => own.map((one) => toFile(id, one)));
  return { format, madeAt, files };
}

function toFile(ingestion: string, { size, md5, sha256, ...rest }: z.infer<typeof file>): PaperFile {
  return {
    ingestion,
    ...rest,
    ...(size === undefined ? {} : { size }),
    ...(md5 === undefined ? {} : { md5 }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

function noReport(shown: string): ModelrailError {
  return new ModelrailError('InvalidRequest', toldOf('{path} is no report of modelrail', { path: shown }));
}

function cutOff(shown: string): ModelrailError {
  return new ModelrailError(
    'InvalidRequest',
    toldOf('{path} is not whole: it was cut off, or changed', { path: shown }),
  );
}
