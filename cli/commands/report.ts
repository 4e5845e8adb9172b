import { resolve } from 'node:path';
import type { DeliveryReport } from '../../client/index.ts';
import { namesOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { formatReport } from '../../lib/report/format.ts';
import type { ReportFormat } from '../../lib/report/paper.ts';
import { keptSayer, say } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';
import { namesOfKind } from '../../platforms/kinds.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { createCountBar } from '../render/count-bar.ts';
import { isProgressShown } from '../render/status-line.ts';
import { count } from '../render/units.ts';
import { saveText } from '../request/save-text.ts';
import { checkReport } from './check-report.ts';

/** Options of `report`. */
export interface ReportCommandOptions {
  format?: ReportFormat;
  output?: string;
  check?: string;
}

/** Makes the paper of ingestions, or compares a folder with one. */
export async function report(
  context: CliContext,
  named: readonly string[],
  options: ReportCommandOptions,
): Promise<ExitCode> {
  const { check } = options;
  if (check === undefined) return await makeReport(context, named, options);
  const unused = (['format', 'output'] as const).find((option) => options[option] !== undefined);
  if (unused !== undefined)
    throw new ModelrailError(
      'InvalidRequest',
      told('--{option} is for a report that is made, not for --check', { option: unused }),
    );
  const [folder, more] = named;
  if (more !== undefined)
    throw new ModelrailError('InvalidRequest', told('--check takes one folder, not "{more}" beside it', { more }));
  return await checkReport(context, { paper: check, ...(folder === undefined ? {} : { folder }) });
}

async function makeReport(
  context: CliContext,
  ids: readonly string[],
  { format, output }: ReportCommandOptions,
): Promise<ExitCode> {
  if (ids.length === 0) {
    throw new ModelrailError(
      'InvalidRequest',
      told('name an ingestion (`modelrail list` has their ids), or a report by --check'),
    );
  }
  if (context.isJson && output === undefined && format !== undefined && format !== 'json') {
    throw new ModelrailError(
      'InvalidRequest',
      told('--json prints the report as JSON: --format {format} goes with --output', { format }),
    );
  }
  const made = await readReport(context, ids);
  const written = format ?? (context.isJson && output === undefined ? 'json' : 'html');
  if (output === undefined && written === 'json') {
    context.printJson(made);
    return EXIT.done;
  }
  if (written === 'csv' && made.changes !== undefined) {
    const ids = namesOf(made.changes.map(({ id }) => id));
    throw new ModelrailError(
      'InvalidRequest',
      told('a table has files only, and {ids} delivered none: take --format html or json', { ids }),
    );
  }
  const text = formatReport(made, written, { language: context.language, names: namesOfKind });
  if (output === undefined) context.out.stream.write(text);
  else await saveText(context, output, text);
  tell(context, made);
  if (output !== undefined) {
    const files = made.ingestions.reduce((sum, { totals }) => sum + totals.files, 0);
    if (context.isJson)
      context.printJson({
        ids: [...made.ingestions, ...(made.changes ?? [])].map(({ id }) => id),
        format: written,
        files,
        output: resolve(context.cwd, output),
      });
    context.note(say('{files} written to {output}', { files: count(files, 'file'), output }));
  }
  return EXIT.done;
}

async function readReport(context: CliContext, ids: readonly string[]): Promise<DeliveryReport> {
  await using client = await context.connect(await context.config());
  using bar = createCountBar(context.err, say('asking the platform'), isProgressShown(context));
  return await client.report(ids, { onProgress: ({ asked, files }) => bar.update(asked, files) });
}

/** What is on the paper and not as it should be, so that it is not handed over unseen. */
function tell(context: CliContext, { ingestions, changes = [] }: DeliveryReport): void {
  for (const ingestion of ingestions) {
    const { id, closedAt, unverified, verification, totals } = ingestion;
    const lost = (verification?.counts.missing ?? 0) + (verification?.counts.different ?? 0);
    const lines = [
      ...(closedAt === undefined ? [say('it goes on: the report has what is delivered so far')] : []),
      ...(totals.delivered < totals.files
        ? [say('{files} not delivered', { files: count(totals.files - totals.delivered, 'file') })]
        : []),
      ...(lost > 0 ? [say('{files} missing or different on the platform', { files: count(lost, 'file') })] : []),
      ...(unverified === undefined
        ? []
        : [say('the platform was not asked: {reason}', { reason: keptSayer(ingestion)(unverified.message) })]),
    ];
    for (const line of lines) context.note(`${id}: ${line}`);
  }
  for (const { id, totals } of changes) {
    const left = totals.changes - totals.done;
    if (left > 0) context.note(`${id}: ${say('{changes} not made', { changes: count(left, 'change') })}`);
  }
}
