import { say } from '../../../lib/words/say.ts';
import type { Attachment } from '../../../platforms/iuap-files/client.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { renderTable } from '../../render/table.ts';
import { printable } from '../../render/text.ts';
import { onPlatform, type PlatformOption } from './platform.ts';

/** Options of `attachments list`. */
export interface ListOptions extends PlatformOption {
  filepath: string;
  groupname?: string;
}

/** Lists the attachments of a document. */
export function listAttachments(context: CliContext, options: ListOptions): Promise<ExitCode> {
  const { filepath, groupname } = options;
  return onPlatform(context, options, async ({ client, platform, signal }) => {
    const attachments = await client.query({ filepath, groupname }, signal);
    if (context.isJson) context.printJson({ platform, filepath, attachments: attachments.map(shown) });
    else if (attachments.length === 0)
      context.note(say('nothing is attached to {document}', { document: printable(filepath) }));
    else showTable(context, attachments);
    return EXIT.done;
  });
}

/** An attachment as JSON has it; without an address where the service gives none. */
export function shown({ sizeText, url, uploadedAt, ...attachment }: Attachment): Record<string, unknown> {
  return { ...attachment, filesize: sizeText, ...(url === '' ? {} : { url }), uploadedAt };
}

/** Shows attachments as a table. */
export function showTable(context: CliContext, attachments: readonly Attachment[]): void {
  const columns = [
    { title: say('NAME'), isFlexible: true },
    { title: say('SIZE'), align: 'right' as const },
    { title: say('GROUP'), isExpendable: true },
    { title: say('ID') },
    { title: say('TIME'), isExpendable: true },
  ];
  const rows = attachments.map(({ name, sizeText, groupname, id, uploadedAt }) =>
    [name, sizeText, groupname, id, uploadedAt].map(printable),
  );
  context.print(renderTable(columns, rows, context.out));
}
